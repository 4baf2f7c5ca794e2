import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { createInternalClient, type InternalClient, type InternalClientOptions } from "@moddy/internal-api/client";
import { botOperations } from "@moddy/schemas";
import type { Test } from "tap";
import { SECRET } from "./start-server.ts";

/** A request as a peer got it. */
export interface GotRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (response: ServerResponse, got: GotRequest) => void;

export const HEALTHY = { status: "healthy", service: "discord-bot", version: "1.0.0" };

/** Answers with JSON. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** An error reply with the contract's body. */
export function errorAnswer(
  status: number,
  code: string,
  retryable: boolean,
  headers: Record<string, string> = {},
): Answer {
  return answer(status, { error: "A sentence.", code, request_id: "peer-1", retryable }, headers);
}

/** A server that gives these answers in turn, and then the last one for all further calls. */
export async function startPeer(t: Test, answers: readonly Answer[], host = "::1") {
  const got: GotRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const received = { method, path, headers, body: Buffer.concat(chunks).toString() };
      const give = answers[Math.min(got.length, answers.length - 1)];
      got.push(received);
      give?.(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen({ host, port: 0 }, resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { got, port, url: host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}` };
}

/** A client of the bot's operations whose retries do not wait, closed after the test. */
export function clientOf(
  t: Test,
  baseUrl: string,
  overrides: Partial<InternalClientOptions<typeof botOperations>> = {},
): InternalClient<typeof botOperations> {
  const client = createInternalClient({
    operations: botOperations,
    baseUrl,
    secret: SECRET,
    caller: "backend",
    random: () => 0,
    ...overrides,
  });
  t.teardown(() => client.close());
  return client;
}

/** A resolver that knows one name's addresses. */
export function resolver(addresses: readonly string[]): LookupFunction {
  return (_name, options, done) => {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all) done(null, found);
    else done(null, found[0]?.address ?? "", found[0]?.family);
  };
}
