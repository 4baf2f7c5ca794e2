import t from "tap";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { SECRET } from "../support/secret.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("every operation, found and not found", async (t) => {
  const around = await startTestBackend(t);
  const { client } = around;
  const nobody = { discord_id: newPerson() };

  await t.test("health", async (t) => {
    t.strictSame(await client.call("health", undefined), {
      status: "healthy",
      service: "website-backend",
      version: "0.0.0",
    });
  });

  await t.test("user_info", async (t) => {
    const discord_id = newPerson();
    await buy(around, discord_id, { email: "ada@example.org" });
    t.match(await client.call("userInfo", { discord_id }), {
      success: true,
      user_found: true,
      discord_id,
      email: "ada@example.org",
      created_at: /Z$/,
      updated_at: /Z$/,
    });
    t.match(await client.call("userInfo", nobody), { success: true, user_found: false });
  });

  await t.test("subscription_info", async (t) => {
    const monthly = newPerson();
    const { subscription, customer } = await buy(around, monthly);
    const reply = await client.call("subscriptionInfo", { discord_id: monthly });
    t.match(reply, {
      success: true,
      has_subscription: true,
      subscription: {
        subscription_id: subscription.id,
        customer_id: customer.id,
        status: "active",
        subscription_type: "monthly",
        cancel_at_period_end: false,
        amount: 499,
        currency: "usd",
      },
    });
    const { current_period_start: start = "", current_period_end: end = "" } = reply.subscription ?? {};
    t.ok(Date.parse(end) - Date.parse(start) > 27 * 86_400_000, "the period is a month");
    const yearly = newPerson();
    await buy(around, yearly, { price_id: "price_pro_yearly" });
    t.match(await client.call("subscriptionInfo", { discord_id: yearly }), {
      subscription: { subscription_type: "yearly", amount: 9990 },
    });
    t.match(await client.call("subscriptionInfo", nobody), { has_subscription: false, subscription: null });
  });

  await t.test("subscription_invoices", async (t) => {
    const discord_id = newPerson();
    const first = await buy(around, discord_id);
    const second = await buy(around, discord_id, { price_id: "price_pro_monthly" });
    const all = await client.call("subscriptionInvoices", { discord_id });
    t.same(new Set(all.invoices.map(({ invoice_id }) => invoice_id)), new Set([first.invoice.id, second.invoice.id]));
    t.match(all.invoices[0], { currency: "usd", status: "paid", created: /Z$/ });
    t.equal((await client.call("subscriptionInvoices", { discord_id, limit: 1 })).invoices.length, 1);
    t.match(await client.call("subscriptionInvoices", nobody), { success: true, message: "0 invoices.", invoices: [] });
  });

  await t.test("subscription_cancel at the end of the period", async (t) => {
    const discord_id = newPerson();
    const { subscription } = await buy(around, discord_id);
    const reply = await client.call("subscriptionCancel", { discord_id, reason: "too_expensive" });
    const end = around.sandbox.stripe.subscriptions.get(subscription.id).items.data[0]?.current_period_end ?? 0;
    t.match(reply, { success: true, canceled: true, effective_at: new Date(end * 1000).toISOString() });
    await around.settle();
    t.same(reportsTo(around.bot, discord_id).slice(2), ["subscription_updated premium"]);
    t.match(await client.call("subscriptionCancel", { discord_id }), { success: true }, "again, under another key");
    const stored = around.sandbox.stripe.subscriptions.get(subscription.id);
    t.match(stored, { cancel_at_period_end: true, cancellation_details: { feedback: "too_expensive" } });
    t.match(await client.call("subscriptionCancel", nobody), { success: false, canceled: false });
  });

  await t.test("subscription_cancel at once", async (t) => {
    const discord_id = newPerson();
    const { subscription } = await buy(around, discord_id);
    const request = { discord_id, immediate: true, reason: "moved to another server" };
    const idempotencyKey = "cancel-once";
    const first = await client.call("subscriptionCancel", request, { idempotencyKey });
    t.match(first, { success: true, canceled: true, effective_at: /Z$/ });
    await around.settle();
    t.same(reportsTo(around.bot, discord_id).slice(2), ["roles free", "subscription_cancelled premium"]);
    t.same(await client.call("subscriptionCancel", request, { idempotencyKey }), first);
    t.match(around.sandbox.stripe.subscriptions.get(subscription.id).cancellation_details, { comment: request.reason });
    t.match(await client.call("subscriptionInfo", { discord_id }), { has_subscription: false });
  });

  await t.test("echo, and the way back", async (t) => {
    t.match(await client.call("echo", {}), { service: "website-backend", secret: "current", peer: null });
    t.match(await client.call("echo", { call_back: true }), { peer: { reached: true, code: null } });
  });

  await t.test("metrics", async (t) => {
    await client.call("grantsCreate", { discord_id: newPerson(), plan: "pro" });
    const headers = { authorization: `Bearer ${SECRET}` };
    const response = await fetch(`http://127.0.0.1:${around.backend.internalPort}/internal/metrics`, { headers });
    const text = await response.text();
    t.match(text, /^moddy_entitled_users\{plan="pro"\} \d+$/m);
    t.match(text, /^moddy_stripe_events_waiting \d+$/m);
    t.match(text, /^moddy_internal_calls_total\{operation="health",/m);
  });

  await t.test("deliveries", async (t) => {
    const discord_id = newPerson();
    await buy(around, discord_id);
    const { deliveries } = await client.call("deliveriesList", { discord_id });
    t.same(deliveries.map(({ operation }) => operation).toSorted(), ["notify", "roles_update"]);
    const [first] = deliveries;
    const shown = await client.call("deliveriesShow", { delivery_id: first?.delivery_id ?? "" });
    t.match(shown.delivery, { state: "succeeded", outcome: "delivered", attempt_log: [{ attempt: 1 }] });
    const unknown = "0198c8a0-7a5e-7c3e-9d35-2f4b1f2b9a11";
    t.match(await client.call("deliveriesShow", { delivery_id: unknown }), { delivery: null });
  });
});

t.test("Stripe out of reach is a 503 that may be repeated, and health goes on", async (t) => {
  const around = await startTestBackend(t);
  const discord_id = newPerson();
  await buy(around, discord_id);
  await around.sandbox.close();
  await t.rejects(around.client.call("subscriptionRefund", { discord_id }, { retry: false }), {
    code: "http_error",
    status: 503,
    retryable: true,
  });
  await t.rejects(around.client.call("subscriptionInvoices", { discord_id }, { retry: false }), {
    code: "http_error",
    status: 503,
  });
  t.match(await around.client.call("subscriptionInfo", { discord_id }), { has_subscription: true });
  t.match(await around.client.call("health", undefined), { status: "healthy" });
});
