// Run by hand at the release of a new major version of the contract: node --conditions=development <this file>
import { writeFileSync } from "node:fs";
import { createInternalClient } from "@moddy/internal-api/client";
import { type Handler, ServiceUnavailable } from "@moddy/internal-api/server";
import { backendOperations, botOperations, CONTRACT_VERSION, type Operation } from "@moddy/schemas";
import type { Test } from "tap";
import { request as send } from "undici";
import { answer, startPeer } from "../support/start-peer.ts";
import { SECRET, startServer } from "../support/start-server.ts";
import type { RecordedReply, RecordedRequest, Wire } from "./wire.ts";

const TIME_MS = Date.UTC(2026, 0, 31, 12);
const KEPT_HEADERS = ["content-type", "x-request-id", "retry-after", "www-authenticate", "idempotent-replayed"];
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(["host", "connection", "content-length"]);
const now = (): number => TIME_MS;

const ends: (() => unknown)[] = [];
// The starters need nothing of a test but its end.
const t = { teardown: (end: () => unknown) => ends.push(end) } as unknown as Test;

async function recordRequest(operation: Operation): Promise<RecordedRequest> {
  const peer = await startPeer(t, [answer(200, operation.examples.reply)]);
  const options = { operations: { operation }, baseUrl: peer.url, secret: SECRET, caller: "cli", now } as const;
  const client = createInternalClient(options);
  const idempotencyKey = operation.readOnly ? undefined : `released-${operation.id}`;
  await client.call("operation", operation.examples.request, { idempotencyKey, requestId: `released-${operation.id}` });
  await client.close();
  const [got] = peer.got;
  if (got === undefined) throw new Error(`${operation.id} was not sent`);
  const headers = Object.entries(got.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return {
    method: operation.method,
    path: got.path,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: got.body,
  };
}

async function recordReply(url: string, request: RecordedRequest): Promise<RecordedReply> {
  const { method, path, headers, body } = request;
  const response = await send(url + path, { method, headers, body: method === "GET" ? null : body });
  const kept = Object.entries(response.headers).filter(([name]) => KEPT_HEADERS.includes(name));
  return {
    status: response.statusCode,
    headers: Object.fromEntries(kept) as Record<string, string>,
    body: await response.body.text(),
  };
}

async function recordCalls(service: "bot" | "backend", operations: Record<string, Operation>): Promise<Wire["calls"]> {
  const { url } = await startServer(t, { service, operations, signatures: "required", now });
  const calls: Wire["calls"][number][] = [];
  for (const operation of Object.values(operations)) {
    const request = await recordRequest(operation);
    calls.push({ service, operation: operation.id, request, reply: await recordReply(url, request) });
  }
  return calls;
}

async function recordRefusals(): Promise<RecordedReply[]> {
  const { headers: signed, ...bare } = await recordRequest(botOperations.notify);
  const unsigned = Object.fromEntries(Object.entries(signed).filter(([name]) => !/^webhook|idempotency/.test(name)));
  const good = { ...bare, headers: unsigned };
  const withHeader = (name: string, value: string) => ({ ...good, headers: { ...unsigned, [name]: value } });
  const { url } = await startServer(t, { now });
  const failing = async (failure: Error): Promise<string> => {
    const notify: Handler<typeof botOperations.notify> = async () => {
      throw failure;
    };
    return (await startServer(t, { now, handlers: { notify } })).url;
  };
  const refused: [url: string, request: RecordedRequest][] = [
    [url, { ...good, body: "{}" }],
    [url, withHeader("authorization", "")],
    [url, withHeader("authorization", "Bearer another")],
    [url, withHeader("webhook-id", "1")],
    [url, { ...good, path: "/internal/nothing" }],
    [url, { ...good, path: "/internal/health" }],
    [url, { ...good, body: "x".repeat(300_000) }],
    [url, withHeader("content-type", "text/plain")],
    [await failing(new ServiceUnavailable(7)), good],
    [await failing(new Error("broken")), good],
  ];
  const keyed = withHeader("idempotency-key", "taken");
  await recordReply(url, keyed);
  refused.push([url, { ...keyed, body: keyed.body.replace("premium", "pro") }]);
  const replies: RecordedReply[] = [];
  for (const [to, request] of refused) replies.push(await recordReply(to, request));
  return replies;
}

const wire: Wire = {
  timeMs: TIME_MS,
  secret: SECRET,
  calls: [...(await recordCalls("bot", botOperations)), ...(await recordCalls("backend", backendOperations))],
  refusals: await recordRefusals(),
};
const file = new URL(`./v${CONTRACT_VERSION.split(".")[0]}.wire.lock.json`, import.meta.url);
writeFileSync(file, `${JSON.stringify(wire, null, 2)}\n`);
for (const end of ends.toReversed()) await end();
