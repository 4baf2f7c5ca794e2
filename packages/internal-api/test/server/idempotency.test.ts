import { ServiceUnavailable } from "@moddy/internal-api/server";
import t from "tap";
import { DISCORD_ID, startServer } from "../support/start-server.ts";

const NOTIFY = "/internal/notify";
const BODY = { discord_id: DISCORD_ID, action: "subscription_created", plan: "premium" };
const DELIVERED = { success: true, message: "Sent.", notification_sent: true, outcome: "delivered" } as const;

t.test("the same key and body give the stored reply; another body gives 409", async (t) => {
  const seen: { key: string; given: boolean }[] = [];
  const { send } = await startServer(t, {
    handlers: {
      notify: async (_request, { idempotencyKey, keyGiven }) => {
        seen.push({ key: idempotencyKey, given: keyGiven });
        return DELIVERED;
      },
    },
  });
  const headers = { "idempotency-key": "delivery-1" };
  const first = await send(NOTIFY, { headers, body: BODY });
  t.match(first, { status: 200, json: DELIVERED });
  t.equal(first.headers["idempotent-replayed"], undefined);
  const second = await send(NOTIFY, { headers, body: BODY });
  t.match(second, { status: 200, json: DELIVERED, headers: { "idempotent-replayed": "true" } });
  const { discord_id, action, plan } = BODY;
  const reordered = await send(NOTIFY, { headers, body: { plan, action, discord_id } });
  t.equal(reordered.headers["idempotent-replayed"], "true", "the order of keys is no other body");
  const other = await send(NOTIFY, { headers, body: { ...BODY, plan: "pro" } });
  t.match(other, { status: 409, json: { code: "idempotency_key_reused", retryable: false } });
  t.strictSame(seen, [{ key: "delivery-1", given: true }]);

  await send(NOTIFY, { body: BODY });
  await send(NOTIFY, { body: BODY });
  t.equal(seen.length, 3, "without a key each call is carried out");
  t.match(seen[1], { key: String, given: false });
});

t.test("an invalid key gets 400", async (t) => {
  const { send } = await startServer(t);
  for (const key of ["", "a b", "a".repeat(256)]) {
    const reply = await send(NOTIFY, { headers: { "idempotency-key": key }, body: BODY });
    t.match(reply, { status: 400, json: { fields: [{ path: "Idempotency-Key" }] } });
  }
});

t.test("of two calls at once one runs, the other gets 503 with Retry-After", async (t) => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { send } = await startServer(t, {
    handlers: {
      notify: async () => {
        started.resolve();
        await finish.promise;
        return DELIVERED;
      },
    },
  });
  const headers = { "idempotency-key": "delivery-1" };
  const first = send(NOTIFY, { headers, body: BODY });
  await started.promise;
  t.match(await send(NOTIFY, { headers, body: BODY }), { status: 503, headers: { "retry-after": "1" } });
  finish.resolve();
  t.equal((await first).status, 200);
  t.equal((await send(NOTIFY, { headers, body: BODY })).headers["idempotent-replayed"], "true");
});

t.test("a retryable reply is not stored", async (t) => {
  const resumed: boolean[] = [];
  const { send } = await startServer(t, {
    handlers: {
      notify: async (_request, context) => {
        resumed.push(context.resumed);
        if (resumed.length === 1) throw new ServiceUnavailable(7);
        if (resumed.length === 2) throw new Error("broken");
        if (resumed.length === 3) return { ...DELIVERED, notification_sent: false, outcome: "discord_unavailable" };
        return DELIVERED;
      },
    },
  });
  const post = () => send(NOTIFY, { headers: { "idempotency-key": "delivery-1" }, body: BODY });
  t.match(await post(), {
    status: 503,
    headers: { "retry-after": "7" },
    json: { code: "unavailable", retryable: true },
  });
  t.match(await post(), { status: 500 });
  t.match(await post(), { status: 200, json: { outcome: "discord_unavailable" } });
  t.match(await post(), { status: 200, json: { outcome: "delivered" } });
  t.strictSame(resumed, [false, true, true, true]);
});
