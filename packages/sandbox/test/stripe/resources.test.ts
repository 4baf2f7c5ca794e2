import { test } from "tap";
import { startStripe } from "./support/start.ts";

test("products and prices are seeded with fixed ids", async (t) => {
  const { stripe } = await startStripe(t);
  const prices = await stripe.prices.list({ active: true, expand: ["data.product"] });
  t.same(
    Object.fromEntries(prices.data.map(({ id, unit_amount, recurring }) => [id, [unit_amount, recurring?.interval]])),
    {
      price_premium_monthly: [499, "month"],
      price_premium_yearly: [4990, "year"],
      price_pro_monthly: [999, "month"],
      price_pro_yearly: [9990, "year"],
    },
  );
  t.match((await stripe.prices.retrieve("price_pro_monthly")).unit_amount_decimal?.toString(), "999");
  t.equal((await stripe.prices.list({ product: "prod_pro", recurring: { interval: "year" } })).data.length, 1);
  t.same(
    (await stripe.products.list({ ids: ["prod_pro"] })).data.map(({ name }) => name),
    ["Moddy Pro"],
  );
  t.match(await stripe.products.retrieve("prod_premium"), { default_price: "price_premium_monthly" });
});

test("customers are found by e-mail", async (t) => {
  const { stripe } = await startStripe(t);
  const ann = await stripe.customers.create({ email: "ann@example.com", name: "Ann" });
  await stripe.customers.create({ email: "ben@example.com" });
  t.same(
    (await stripe.customers.list({ email: "ann@example.com" })).data.map(({ id }) => id),
    [ann.id],
  );
});

test("subscriptions are found by customer, price and status", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const ann = await buy();
  const ben = await buy({ price_id: "price_pro_monthly" });
  await control(`/subscriptions/${ann.subscription.id}/cancel`, {});
  const ids = async (wanted: Parameters<typeof stripe.subscriptions.list>[0]) =>
    (await stripe.subscriptions.list(wanted)).data.map(({ id }) => id);
  t.same(await ids({}), [ben.subscription.id], "canceled ones are left out unless they are asked for");
  t.same(await ids({ status: "all" }), [ben.subscription.id, ann.subscription.id]);
  t.same(await ids({ status: "canceled" }), [ann.subscription.id]);
  t.same(await ids({ status: "ended", customer: ben.customer.id }), []);
  t.same(await ids({ price: "price_pro_monthly" }), [ben.subscription.id]);
});

test("events are found by type and kept for thirty days", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  await buy();
  const all = (await stripe.events.list({ limit: 100 })).data;
  t.equal(all[0]?.type, "customer.subscription.updated", "newest first");
  t.equal(all.at(-1)?.type, "customer.created");
  const [created] = all.slice(-1);
  t.match(await stripe.events.retrieve(created?.id ?? ""), { id: created?.id, object: "event", pending_webhooks: 0 });
  t.equal((await stripe.events.list({ type: "invoice.*" })).data.length, 4);
  t.equal((await stripe.events.list({ created: { gt: created?.created ?? 0 } })).data.length, 0);
  await control("/advance", { seconds: 31 * 86_400 });
  await t.rejects(stripe.events.retrieve(created?.id ?? ""), { statusCode: 404, name: "Error" });
  const left = (await stripe.events.list({ limit: 100 })).data;
  t.notOk(left.some(({ id }) => id === created?.id));
});

test("sessions of the portal and of Checkout are opened, listed and expired", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { customer } = await buy();
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: "https://example.com/me",
  });
  t.match(portal, { customer: customer.id, url: /^https:\/\/billing\.stripe\.com\/p\/session\// });
  await t.rejects(stripe.billingPortal.sessions.create({ customer: "cus_none" }), { param: "customer", name: "Error" });
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer: customer.id,
    line_items: [{ price: "price_pro_monthly", quantity: 1 }],
    success_url: "https://example.com",
  });
  t.equal((await stripe.checkout.sessions.listLineItems(session.id)).data[0]?.amount_total, 999);
  t.same(
    (await stripe.checkout.sessions.list({ status: "open" })).data.map(({ id }) => id),
    [session.id],
  );
  t.equal((await stripe.checkout.sessions.expire(session.id)).status, "expired");
  await t.rejects(stripe.checkout.sessions.expire(session.id), { message: /status of expired/ });
  t.equal((await stripe.events.list({ type: "checkout.session.expired" })).data.length, 1);
});

test("an open session of Checkout expires after a day", async (t) => {
  const { stripe, control } = await startStripe(t);
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: "price_pro_monthly" }],
    success_url: "https://example.com",
  });
  await control("/advance", { seconds: 86_400 });
  t.equal((await stripe.checkout.sessions.retrieve(session.id)).status, "expired");
});

test("the account can be retrieved at both of its paths", async (t) => {
  const { stripe } = await startStripe(t);
  const account = await stripe.accounts.retrieveCurrent();
  t.match(account, { object: "account", charges_enabled: true, default_currency: "usd" });
  t.equal((await stripe.accounts.retrieve(account.id)).id, account.id);
});

test("payment methods are attached, listed and retrieved", async (t) => {
  const { stripe } = await startStripe(t);
  const customer = await stripe.customers.create();
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  t.match(method, { customer: customer.id, card: { last4: "4242" } });
  t.equal((await stripe.paymentMethods.list({ customer: customer.id })).data[0]?.id, method.id);
  t.equal((await stripe.paymentMethods.retrieve(method.id)).id, method.id);
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  t.match(await stripe.customers.retrieve(customer.id), { invoice_settings: { default_payment_method: method.id } });
});

test("the control API lists all objects without pages", async (t) => {
  const { buy, control } = await startStripe(t);
  const { subscription } = await buy();
  t.match(await control("/subscriptions"), { subscriptions: [{ id: subscription.id }] });
  t.match(await control("/counts"), { customers: 1, subscriptions: 1, invoices: 1, charges: 1, prices: 4 });
});
