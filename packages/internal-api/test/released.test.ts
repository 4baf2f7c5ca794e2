import { readFileSync } from "node:fs";
import { createInternalClient } from "@moddy/internal-api/client";
import {
  backendOperations,
  botOperations,
  CONTRACT_VERSION,
  type ErrorCode,
  type Operation,
  type Outcome,
} from "@moddy/schemas";
import t from "tap";
import { request as send } from "undici";
import { z } from "zod";
import type { ContractLock, LockedOperation } from "../../../tools/contract/lock-contract.ts";
import type { Wire } from "./released/wire.ts";
import { failureOf } from "./support/failure-of.ts";
import { answer, clientOf, startPeer } from "./support/start-peer.ts";
import { DISCORD_ID, SECRET, startServer } from "./support/start-server.ts";

type Ops = Record<string, Operation>;

const major = CONTRACT_VERSION.split(".")[0];
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const released = read(`../../schemas/released/v${major}.lock.json`) as ContractLock;
const wire = read(`./released/v${major}.wire.lock.json`) as Wire;

/** An operation as the released contract had it, out of its lock. */
function operationOf(locked: LockedOperation): Operation {
  const schema = (json: object) => z.fromJSONSchema(json as z.core.JSONSchema.JSONSchema);
  return {
    ...locked,
    summary: "",
    description: "",
    request: locked.request === null ? z.undefined() : schema(locked.request),
    reply: schema(locked.reply),
    outcomes: locked.outcomes as Outcome[],
    errors: locked.errors as ErrorCode[],
    deadlineMs: 5_000,
    examples: { ...locked.examples, request: locked.examples.request ?? undefined },
  };
}

const today: Record<string, Ops> = { bot: byId(botOperations), backend: byId(backendOperations) };

function byId(operations: Ops): Ops {
  return Object.fromEntries(Object.values(operations).map((operation) => [operation.id, operation]));
}

function releasedOf(service: string): Ops {
  const own = Object.values(released.operations).filter((locked) => locked.service === service);
  return Object.fromEntries(own.map((locked) => [locked.id, operationOf(locked)]));
}

for (const [service, current] of Object.entries(today)) {
  const pairs = [
    ["the released client against today's server", releasedOf(service), current],
    ["today's client against the released server", current, releasedOf(service)],
  ] as const;
  for (const [what, calling, serving] of pairs) {
    t.test(`${service}: ${what}`, async (t) => {
      const server = await startServer(t, { operations: serving, signatures: "required" });
      const options = { operations: calling, baseUrl: server.url, secret: SECRET, caller: "cli" } as const;
      const client = createInternalClient(options);
      t.teardown(() => client.close());
      const names = Object.keys(calling).filter((name) => name in serving);
      t.not(names.length, 0);
      for (const name of names) {
        const reply = await client.call(name, calling[name]?.examples.request);
        t.match(reply, z.object({}).loose().parse(serving[name]?.examples.reply), name);
      }
    });
  }
}

t.test("today's servers understand the bytes of the released client", async (t) => {
  for (const [service, operations] of Object.entries(today)) {
    const options = {
      operations,
      secrets: { current: wire.secret },
      signatures: "required",
      now: () => wire.timeMs,
    } as const;
    const { url } = await startServer(t, options);
    for (const { operation, request } of wire.calls.filter((call) => call.service === service)) {
      const { method, path, headers, body } = request;
      const response = await send(url + path, { method, headers, body: method === "GET" ? null : body });
      t.equal(response.statusCode, 200, `${service} ${operation}`);
      t.equal(response.headers["x-request-id"], headers["x-request-id"]);
      const fits = releasedOf(service)[operation]?.reply.safeParse(await response.body.json());
      t.match(fits, { success: true }, `${service} ${operation}`);
    }
  }
});

t.test("today's client understands the bytes of the released servers", async (t) => {
  for (const { service, operation: id, reply } of wire.calls) {
    const operation = today[service]?.[id];
    if (operation === undefined) throw new Error(`${service} ${id} is gone`);
    const peer = await startPeer(t, [answer(reply.status, reply.body, reply.headers)]);
    const client = createInternalClient({
      operations: { operation },
      baseUrl: peer.url,
      secret: SECRET,
      caller: "cli",
    });
    t.teardown(() => client.close());
    const got = await client.call("operation", releasedOf(service)[id]?.examples.request);
    t.match(got, z.object({}).loose().parse(JSON.parse(reply.body)), `${service} ${id}`);
  }
});

t.test("today's client understands the errors of the released servers", async (t) => {
  t.strictSame(
    wire.refusals.map(({ status }) => status).toSorted((a, b) => a - b),
    [400, 401, 401, 403, 404, 405, 409, 413, 415, 500, 503],
  );
  for (const reply of wire.refusals) {
    const peer = await startPeer(t, [answer(reply.status, reply.body, reply.headers)]);
    const call = clientOf(t, peer.url).call(
      "notify",
      { discord_id: DISCORD_ID, action: "plan_upgraded" },
      { retry: false },
    );
    const { code, retryable } = JSON.parse(reply.body) as { code: string; retryable: boolean };
    const retryAfterSeconds = reply.status === 503 ? 7 : undefined;
    t.match(await failureOf(call), {
      code: "http_error",
      status: reply.status,
      retryable,
      retryAfterSeconds,
      body: { code },
    });
  }
});
