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
import { z } from "zod";
import type { ContractLock, LockedOperation } from "../../../scripts/contract/lock-contract.ts";
import { SECRET, startServer } from "./support/start-server.ts";

type Ops = Record<string, Operation>;

const file = new URL(`../../schemas/released/v${CONTRACT_VERSION.split(".")[0]}.lock.json`, import.meta.url);
const released = JSON.parse(readFileSync(file, "utf8")) as ContractLock;

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
