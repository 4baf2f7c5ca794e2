import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { createInternalClient, type InternalClient, type InternalClientOptions } from "@moddy/internal-api/client";
import { createInternalServer, type Handlers, type InternalServerOptions } from "@moddy/internal-api/server";
import { botOperations, type Operation } from "@moddy/schemas";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import type { Test } from "tap";
import { request } from "undici";
import { stubHandlers } from "../../../../test/support/stub-handlers.ts";
import { createMemoryIdempotencyStore } from "./memory-idempotency-store.ts";

export const SECRET = "current-secret-of-the-tests-0123456789abcdef";
export const PREVIOUS = "previous-secret-of-the-tests-0123456789abcde";
export const DISCORD_ID = "159985870458322944";

type Ops = Readonly<Record<string, Operation>>;

/** A reply of the server, read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

interface SendOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface StartedServer<O extends Ops> {
  readonly app: FastifyInstance;
  readonly port: number;
  readonly url: string;
  /** What was logged so far, one object a line. */
  readonly logs: Record<string, unknown>[];
  /** Sends a request with the right bearer, unless `headers` says otherwise. */
  readonly send: (path: string, options?: SendOptions) => Promise<Reply>;
  readonly client: (overrides?: Partial<InternalClientOptions<O>>) => InternalClient<O>;
}

/** A server on a free port of `::1` that is closed after the test, with example handlers where none are given. */
export async function startServer<O extends Ops = typeof botOperations>(
  t: Test,
  overrides: Partial<Omit<InternalServerOptions<O>, "handlers">> & {
    port?: number;
    handlers?: Partial<Handlers<NoInfer<O>>>;
  } = {},
): Promise<StartedServer<O>> {
  const operations = overrides.operations ?? (botOperations as unknown as O);
  const logs: Record<string, unknown>[] = [];
  const stream = new PassThrough({ objectMode: true });
  stream.on("data", (line: Buffer) => logs.push(JSON.parse(line.toString())));
  const app = createInternalServer<O>({
    service: "bot",
    version: "1.2.3",
    secrets: { current: SECRET, previous: PREVIOUS },
    signatures: "accept",
    idempotency: createMemoryIdempotencyStore(),
    logger: pino({ level: "trace" }, stream),
    ...overrides,
    operations,
    handlers: stubHandlers<O>(operations, overrides.handlers),
  });
  await app.listen({ host: "::1", port: overrides.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://[::1]:${port}`;
  const clients: { close(): Promise<void> }[] = [];
  t.teardown(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await app.close();
  });
  return {
    app,
    port,
    url,
    logs,
    send: (path, options) => send(url + path, options),
    client(clientOverrides = {}) {
      const client = createInternalClient<O>({
        operations,
        baseUrl: url,
        secret: SECRET,
        caller: "backend",
        ...clientOverrides,
      });
      clients.push(client);
      return client;
    },
  };
}

async function send(url: string, options: SendOptions = {}): Promise<Reply> {
  const { body } = options;
  const text = body === undefined || typeof body === "string" ? (body ?? null) : JSON.stringify(body);
  const response = await request(url, {
    method: (options.method ?? (body === undefined ? "GET" : "POST")) as "GET",
    headers: {
      authorization: `Bearer ${SECRET}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    body: text,
  });
  const replyText = await response.body.text();
  const isJson = replyText !== "" && String(response.headers["content-type"]).startsWith("application/json");
  return {
    status: response.statusCode,
    headers: response.headers,
    text: replyText,
    json: isJson ? (JSON.parse(replyText) as Record<string, unknown>) : {},
  };
}
