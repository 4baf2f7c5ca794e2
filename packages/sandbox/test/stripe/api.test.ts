import { readFileSync } from "node:fs";
import { Stripe } from "stripe";
import { type Test, test } from "tap";
import { SECRET_KEY, startStripe, stripeAt } from "./support/start.ts";

/** The error that the library throws, with the body in `raw`. */
async function errorOf(t: Test, call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  t.fail("the call should have failed");
  throw new Error("unreachable");
}

test("a missing or wrong key is refused", async (t) => {
  const { url } = await startStripe(t);
  const wrong = await errorOf(t, stripeAt(url, {}, "sk_test_wrong00000000001234").customers.list());
  t.equal(wrong.type, "StripeAuthenticationError");
  t.equal(wrong.statusCode, 401);
  t.match(wrong.message, /^Invalid API Key provided: sk_test_\*+1234$/);
  const none = await fetch(`${url}/v1/customers`);
  t.equal(none.status, 401);
  t.match(await none.json(), { error: { type: "invalid_request_error", message: /You did not provide an API key/ } });
  const basic = { authorization: `Basic ${Buffer.from(`${SECRET_KEY}:`).toString("base64")}` };
  t.equal((await fetch(`${url}/v1/customers`, { headers: basic })).status, 200);
});

test("every reply has a request id and an API version", async (t) => {
  const { url, stripe } = await startStripe(t);
  const { lastResponse } = await stripe.customers.list();
  t.match(lastResponse.requestId, /^req_\w{14}$/);
  t.equal(lastResponse.apiVersion, Stripe.API_VERSION);
  const odd = await errorOf(t, stripe.customers.list({}, { apiVersion: "yesterday" }));
  t.match(odd, { statusCode: 400, message: "Invalid Stripe API version: yesterday" });
  const missing = await fetch(`${url}/v1/nothing`, { headers: { authorization: `Bearer ${SECRET_KEY}` } });
  t.equal(missing.status, 404);
  t.match(await missing.json(), { error: { message: /^Unrecognized request URL \(GET: \/v1\/nothing\)/ } });
});

test("a missing object is a 404 in Stripe's format", async (t) => {
  const { stripe } = await startStripe(t);
  const error = await errorOf(t, stripe.subscriptions.retrieve("sub_none"));
  t.match(error.raw, {
    code: "resource_missing",
    doc_url: "https://stripe.com/docs/error-codes/resource-missing",
    message: "No such subscription: 'sub_none'",
    param: "id",
    request_log_url: /^https:\/\/dashboard\.stripe\.com\/test\/logs\/req_/,
    type: "invalid_request_error",
  });
  t.equal(error.statusCode, 404);
});

test("parameters are validated as strictly as by Stripe", async (t) => {
  const { stripe } = await startStripe(t);
  const refusal = async (call: Promise<unknown>) => {
    const { statusCode, code, param, message } = await errorOf(t, call);
    return { statusCode, code, param, message };
  };
  const customer = await stripe.customers.create();
  t.match(await refusal(stripe.customers.create({ color: "red" } as object)), {
    statusCode: 400,
    code: "parameter_unknown",
    param: "color",
    message: "Received unknown parameter: color",
  });
  t.match(await refusal(stripe.customers.create({ email: "nobody" })), { code: "email_invalid", param: "email" });
  t.match(await refusal(stripe.subscriptions.create({ items: [{ price: "price_pro_monthly" }] })), {
    code: "parameter_missing",
    param: "customer",
  });
  t.match(await refusal(stripe.subscriptions.create({ customer: "" })), {
    code: "parameter_invalid_empty",
    param: "customer",
  });
  t.match(await refusal(stripe.customers.list({ limit: 101 })), { code: "parameter_invalid_integer", param: "limit" });
  t.match(await refusal(stripe.customers.list({ limit: 1.5 })), { message: "Invalid integer: 1.5" });
  t.match(await refusal(stripe.subscriptions.list({ status: "gone" })), {
    param: "status",
    message: /must be one of active, all/,
  });
  t.match(await refusal(stripe.subscriptions.list({ created: { after: 1 } as object })), {
    code: "parameter_unknown",
    param: "created[after]",
  });
  t.match(
    await refusal(stripe.subscriptions.create({ customer: "cus_none", items: [{ price: "price_pro_monthly" }] })),
    {
      statusCode: 400,
      code: "resource_missing",
      param: "customer",
    },
  );
  const nowhere = stripe.subscriptions.create({ customer: customer.id, items: [{ price: "price_none" }] });
  t.match(await refusal(nowhere), { code: "resource_missing", param: "items[0][price]" });
});

test("expansion has at most four levels and refuses other properties", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { subscription, charge } = await buy();
  const expanded = await stripe.subscriptions.retrieve(subscription.id, {
    expand: ["customer", "items.data.price.product", "latest_invoice.payments"],
  });
  t.match(expanded, { customer: { object: "customer" }, latest_invoice: { payments: { data: [{ status: "paid" }] } } });
  t.match(expanded.items.data[0]?.price.product, { id: "prod_premium", name: "Moddy Premium" });
  const listed = await stripe.charges.list({ expand: ["data.customer", "data.refunds"] });
  t.match(listed.data[0], { id: charge.id, customer: { email: "ann@example.com" }, refunds: { data: [] } });
  t.notMatch(await stripe.charges.retrieve(charge.id), { refunds: {} });
  const [, wrong, deep] = [
    null,
    await errorOf(t, stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice.charge"] })),
    await errorOf(t, stripe.invoices.list({ expand: ["data.payments.data.payment.payment_intent"] })),
  ];
  t.match(wrong.message, /cannot be expanded \(latest_invoice\.charge\)/);
  t.match(deep.message, /more than 4 levels/);
});

test("bodies are forms, and a list has only one cursor", async (t) => {
  const { url, stripe } = await startStripe(t);
  const json = await fetch(`${url}/v1/customers`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
    body: "{}",
  });
  t.equal(json.status, 400);
  t.match(await json.json(), { error: { message: /application\/x-www-form-urlencoded/ } });
  const { id } = await stripe.customers.create();
  const both = await errorOf(t, stripe.customers.list({ starting_after: id, ending_before: id }));
  t.match(both, { statusCode: 400, message: /cannot parameterize both/ });
});

test("metadata merges, and an empty value removes its key", async (t) => {
  const { stripe } = await startStripe(t);
  const { id } = await stripe.customers.create({ metadata: { a: "1", b: "2" } });
  t.same((await stripe.customers.update(id, { metadata: { b: "", c: "3" } })).metadata, { a: "1", c: "3" });
  t.same((await stripe.customers.update(id, { metadata: "" })).metadata, {});
  const [event] = (await stripe.events.list({ type: "customer.updated", limit: 1 })).data;
  t.same(event?.data.previous_attributes, { metadata: { a: "1", c: "3" } });
});

test("an empty string unsets what may be unset", async (t) => {
  const { stripe } = await startStripe(t);
  const { id } = await stripe.customers.create({ name: "Ann", description: "first" });
  t.match(await stripe.customers.update(id, { description: "" }), { name: "Ann", description: null });
});

test("lists have pages in both directions, newest first, with has_more", async (t) => {
  const { stripe } = await startStripe(t);
  const ids: string[] = [];
  for (let made = 0; made < 7; made++) ids.unshift((await stripe.customers.create()).id);
  const first = await stripe.customers.list({ limit: 3 });
  t.same([first.data.map(({ id }) => id), first.has_more, first.url], [ids.slice(0, 3), true, "/v1/customers"]);
  const last = await stripe.customers.list({ limit: 4, starting_after: ids[2] ?? "" });
  t.same([last.data.map(({ id }) => id), last.has_more], [ids.slice(3), false]);
  const back = await stripe.customers.list({ limit: 2, ending_before: ids[3] ?? "" });
  t.same([back.data.map(({ id }) => id), back.has_more], [ids.slice(1, 3), true]);
  const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
  t.same(
    all.map(({ id }) => id),
    ids,
  );
  const lost = await errorOf(t, stripe.customers.list({ starting_after: "cus_none" }));
  t.match(lost, { statusCode: 400, code: "resource_missing", param: "starting_after" });
});

test("lists filter by time of creation", async (t) => {
  let now = Date.UTC(2026, 0, 1);
  const { stripe } = await startStripe(t, { now: () => now });
  const early = await stripe.customers.create();
  now += 60_000;
  const late = await stripe.customers.create();
  const ids = async (created: Stripe.RangeQueryParam | number) =>
    (await stripe.customers.list({ created })).data.map(({ id }) => id);
  t.same(await ids({ gte: late.created }), [late.id]);
  t.same(await ids({ lt: late.created }), [early.id]);
  t.same(await ids(early.created), [early.id]);
});

test("rate_limited sets how many calls get a 429", async (t) => {
  const { stripe, control } = await startStripe(t);
  await control("/settings", { rate_limited: 1 });
  const error = await errorOf(t, stripe.customers.list());
  t.match(error, { statusCode: 429, code: "rate_limit", type: "StripeRateLimitError" });
  t.equal((await stripe.customers.list()).data.length, 0);
  const counted = await control<{ calls: Record<string, number> }>("/calls");
  t.equal(counted.calls["GET /v1/customers"], 2);
});

test("the control API describes its input, and refuses other input", async (t) => {
  const { control } = await startStripe(t);
  const { commands } = await control<{ commands: { method: string; path: string; input: object }[] }>("");
  t.match(
    commands.find(({ path }) => path === "/checkout"),
    { method: "POST", input: { properties: { discord_id: { type: "string" } } } },
  );
  await t.rejects(control("/checkout", { discord_id: "short" }), /400/);
  await t.rejects(control("/checkout", { colour: 1 }), /400/);
});

test("the documentation names every command", async (t) => {
  const { control } = await startStripe(t);
  const { commands } = await control<{ commands: { method: string; path: string }[] }>("");
  const documentation = readFileSync(new URL("../../../../docs/sandbox.md", import.meta.url), "utf8");
  t.same(
    commands.map(({ method, path }) => `${method} ${path}`).filter((name) => !documentation.includes(`\`${name}\``)),
    [],
  );
});
