import { test } from "tap";
import { startStripe, stillClock } from "./support/start.ts";

const HOUR = 3_600_000;

test("the same key and parameters return the first reply again", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { charge } = await buy();
  const order = { charge: charge.id, amount: 100 };
  const first = await stripe.refunds.create(order, { idempotencyKey: "refund-1" });
  const again = await stripe.refunds.create(order, { idempotencyKey: "refund-1" });
  t.equal(again.id, first.id);
  t.equal(again.lastResponse.headers["idempotent-replayed"], "true");
  t.equal(again.lastResponse.headers["original-request"], first.lastResponse.requestId);
  t.equal(first.lastResponse.headers["idempotent-replayed"], undefined);
  t.equal((await stripe.refunds.list({ charge: charge.id })).data.length, 1);
  const [event] = (await stripe.events.list({ type: "refund.created" })).data;
  t.match(event?.request, { id: first.lastResponse.requestId, idempotency_key: "refund-1" });
});

test("the same key with other parameters or another route is refused", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { charge } = await buy();
  await stripe.refunds.create({ charge: charge.id, amount: 100 }, { idempotencyKey: "k" });
  const refusal = {
    statusCode: 400,
    type: "StripeIdempotencyError",
    message: /can only be used with the same parameters/,
  };
  await t.rejects(stripe.refunds.create({ charge: charge.id, amount: 200 }, { idempotencyKey: "k" }), refusal);
  await t.rejects(stripe.customers.create({}, { idempotencyKey: "k" }), refusal);
});

test("the same key and parameters on another route are refused", async (t) => {
  const { stripe } = await startStripe(t);
  const { id } = await stripe.customers.create({ name: "Ann" }, { idempotencyKey: "k" });
  await t.rejects(stripe.customers.update(id, { name: "Ann" }, { idempotencyKey: "k" }), {
    statusCode: 400,
    type: "StripeIdempotencyError",
    message: /can only be used with the same parameters/,
  });
});

test("a second call while the first one runs is a conflict, and only one runs", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { charge } = await buy();
  await control("/settings", { hold: true });
  const refusals: unknown[] = [];
  const refused = Promise.withResolvers<void>();
  const calls = Array.from({ length: 20 }, () =>
    stripe.refunds.create({ charge: charge.id, amount: 100 }, { idempotencyKey: "same" }).catch((error: unknown) => {
      if (refusals.push(error) === 19) refused.resolve();
      return null;
    }),
  );
  await refused.promise;
  t.match(refusals[0], { statusCode: 409, code: "idempotency_key_in_use" });
  await control("/settings", { hold: false });
  t.equal((await Promise.all(calls)).filter((refund) => refund?.amount === 100).length, 1);
  t.equal((await stripe.refunds.list({ charge: charge.id })).data.length, 1);
});

test("an error of the operation is stored for the key, an error of the parameters is not", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { charge } = await buy();
  const order = { charge: charge.id, amount: 500 };
  await t.rejects(stripe.refunds.create(order, { idempotencyKey: "too-much" }), { statusCode: 400, name: "Error" });
  const [error] = await Promise.allSettled([stripe.refunds.create(order, { idempotencyKey: "too-much" })]);
  t.match(error, { reason: { headers: { "idempotent-replayed": "true" } } });
  await t.rejects(stripe.refunds.create({ ...order, reason: "bored" as "duplicate" }, { idempotencyKey: "fixed" }));
  t.match(await stripe.refunds.create({ charge: charge.id }, { idempotencyKey: "fixed" }), { amount: 499 });
});

test("a key is forgotten after 24 hours", async (t) => {
  const clock = stillClock();
  const { stripe } = await startStripe(t, { now: clock.now });
  const create = () => stripe.customers.create({}, { idempotencyKey: "daily" });
  const first = await create();
  clock.move(23 * HOUR);
  t.equal((await create()).id, first.id);
  clock.move(2 * HOUR);
  t.not((await create()).id, first.id);
});

test("a key that is too long is refused", async (t) => {
  const { stripe } = await startStripe(t);
  await t.rejects(stripe.customers.create({}, { idempotencyKey: "x".repeat(256) }), { statusCode: 400, name: "Error" });
});
