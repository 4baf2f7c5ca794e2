import { test } from "tap";
import { createSandbox, sandboxStripeKey } from "../../src/index.ts";
import { stripeAt } from "./support/start.ts";

test("a call is retried after a lost reply, and refunds once", async (t) => {
  const sandbox = await createSandbox({ port: 0 });
  t.teardown(() => sandbox.close());
  const stripe = stripeAt(sandbox.url, { maxNetworkRetries: 2 }, sandboxStripeKey);
  const bought = await fetch(`${sandbox.url}/_sandbox/stripe/checkout`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "ann@example.com" }),
  });
  const { charge } = (await bought.json()) as { charge: { id: string } };
  sandbox.faults.add({ target: "stripe", method: "POST", route: "/refunds", kind: "drop_after" });
  const refund = await stripe.refunds.create({ charge: charge.id, amount: 100 });
  t.equal(refund.lastResponse.headers["idempotent-replayed"], "true");
  t.equal((await stripe.refunds.list({ charge: charge.id })).data.length, 1);
});

test("a fault's reply has a request id and Stripe's error format", async (t) => {
  const sandbox = await createSandbox({ port: 0 });
  t.teardown(() => sandbox.close());
  const stripe = stripeAt(sandbox.url, {}, sandboxStripeKey);
  sandbox.faults.add({ target: "stripe", route: "/customers", kind: "status", status: 503 });
  await t.rejects(stripe.customers.list(), { message: /^An error occurred/, statusCode: 503, requestId: /^req_/ });
});
