import type { GatewayDispatchPayload } from "discord.js";
import type { Kysely } from "kysely";
import t from "tap";
import { createDispatcher, type DispatcherOptions } from "../../../src/discord/gateway/dispatcher.ts";
import type { BackendEvent, GatewayHandlers } from "../../../src/discord/gateway/handlers.ts";
import type { BotTables } from "../../../src/store/tables.ts";

const joined: BackendEvent = { event_type: "member_joined", discord_id: "7" };
const used: BackendEvent = { event_type: "command_used", discord_id: "8" };
const payload = { op: 0, s: 4, t: "GUILD_MEMBER_ADD", d: {} } as unknown as GatewayDispatchPayload;
const session = { id: "s", sequence: 4 };

function createStore(handlers: (calls: unknown[]) => GatewayHandlers[], { isNew = true } = {}) {
  const calls: unknown[] = [];
  const trx = { name: "the transaction" };
  const db = {
    transaction: () => ({
      execute: async (work: (trx: object) => Promise<unknown>) => {
        calls.push("begin");
        const result = await work(trx);
        calls.push("commit");
        return result;
      },
    }),
  } as unknown as Kysely<BotTables>;
  const options: DispatcherOptions = {
    db,
    gatewaySessions: {
      claimEvent: async (claimed, id, sequence) => {
        calls.push(["claim", (claimed as unknown) === trx, id, sequence]);
        return isNew;
      },
    },
    outbox: {
      enqueue: async (enqueued, { operation, discordId, request }) => {
        calls.push(["enqueue", (enqueued as unknown) === trx, operation, discordId, request]);
        return "1";
      },
    },
    step: (name) => void calls.push(name),
  };
  return { calls, store: createDispatcher(options, handlers(calls)) };
}

const recording = (calls: unknown[], name: string, events: BackendEvent[]): GatewayHandlers => ({
  read: () => async () => {
    calls.push(`record ${name}`);
    return events;
  },
  onStored: () => void calls.push(`act ${name}`),
});

t.test(
  "an event is claimed, recorded by each feature and told to the backend in one transaction, then acted on",
  async (t) => {
    const { calls, store } = createStore((calls) => [
      recording(calls, "first", [joined, used]),
      {},
      recording(calls, "second", []),
      { read: () => undefined, onStored: () => void calls.push("act third") },
    ]);
    t.equal(await store(payload, session), true);
    t.same(calls, [
      "gateway.received",
      "begin",
      ["claim", true, "s", 4],
      "record first",
      ["enqueue", true, "eventNotify", "7", joined],
      ["enqueue", true, "eventNotify", "8", used],
      "record second",
      "commit",
      "gateway.stored",
      "act first",
      "act second",
      "act third",
    ]);
  },
);

t.test("an event that was stored before is neither recorded nor acted on again", async (t) => {
  const { calls, store } = createStore((calls) => [recording(calls, "first", [joined])], { isNew: false });
  t.equal(await store(payload, session), true);
  t.same(calls, ["gateway.received", "begin", ["claim", true, "s", 4], "commit", "gateway.stored"]);
});

t.test("an event that means nothing to any feature costs no transaction", async (t) => {
  const { calls, store } = createStore((calls) => [
    { read: () => undefined, onStored: () => void calls.push("act") },
    { onStored: () => void calls.push("act") },
  ]);
  t.equal(await store(payload, session), false);
  t.same(calls, []);
});
