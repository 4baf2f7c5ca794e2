import { test } from "tap";
import type { Purchase } from "./support/start.ts";
import { DISCORD_ID, idOf, startStripe } from "./support/start.ts";

interface Link {
  readonly id: string;
  readonly url: string;
}

test("a payment link is made, read, changed and listed", async (t) => {
  const { stripe, control } = await startStripe(t);
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: "price_pro_yearly", quantity: 2 }],
    metadata: { campaign: "spring" },
    subscription_data: { metadata: { tier: "pro" }, trial_period_days: 7 },
  });
  t.match(link, { id: /^plink_\w{24}$/, object: "payment_link", active: true, currency: "usd" });
  t.match(link.url, /^https:\/\/buy\.stripe\.com\/test_\w+$/);
  const [line] = (await stripe.paymentLinks.listLineItems(link.id)).data;
  t.match(line, { quantity: 2, amount_total: 2 * 9990, price: { id: "price_pro_yearly" } });
  const read = await stripe.paymentLinks.retrieve(link.id, { expand: ["line_items"] });
  t.equal(read.line_items?.data[0]?.price?.id, "price_pro_yearly");

  const changed = await stripe.paymentLinks.update(link.id, { active: false, metadata: { season: "2026" } });
  t.match(changed, { active: false, metadata: { campaign: "spring", season: "2026" } });
  const { id } = await control<Link>("/payment-links", { price_id: "price_pro_monthly" });
  t.same(
    (await stripe.paymentLinks.list()).data.map((each) => each.id),
    [id, link.id],
  );
  t.same(
    (await stripe.paymentLinks.list({ active: true })).data.map((each) => each.id),
    [id],
  );
  const { data } = await stripe.events.list({ types: ["payment_link.created", "payment_link.updated"] });
  t.same(
    data.map(({ type }) => type),
    ["payment_link.created", "payment_link.updated", "payment_link.created"],
  );

  await t.rejects(stripe.paymentLinks.retrieve("plink_unknown"), { code: "resource_missing" });
  await t.rejects(stripe.paymentLinks.create({ line_items: [{ price: "price_unknown", quantity: 1 }] }), {
    code: "resource_missing",
  });
  await t.rejects(stripe.paymentLinks.create({ line_items: [] }), { code: "parameter_missing" });
});

test("a buyer's browser opens the link: its metadata, and the reference of the address", async (t) => {
  const { stripe, control } = await startStripe(t);
  const { id } = await stripe.paymentLinks.create({
    line_items: [{ price: "price_premium_monthly", quantity: 1 }],
    metadata: { campaign: "spring" },
    subscription_data: { metadata: { tier: "premium" } },
  });
  const buyer = { payment_link: id, client_reference_id: DISCORD_ID, email: "ann@example.com" };
  const { session, subscription, customer } = await control<Purchase>("/checkout", buyer);
  t.match(session, {
    payment_link: id,
    client_reference_id: DISCORD_ID,
    metadata: { campaign: "spring" },
    status: "complete",
    payment_status: "paid",
  });
  t.same(subscription.metadata, { tier: "premium" });
  t.same(customer.metadata, {}, "nothing of the link or of the address gets onto the customer");
  t.equal(customer.email, "ann@example.com");
  const again = await control<Purchase>("/checkout", buyer);
  t.not(idOf(again.subscription.customer), customer.id, "each session makes a customer");
  const { data } = await stripe.checkout.sessions.list({ payment_link: id });
  t.equal(data.length, 2);
  const expanded = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_link"] });
  t.match(expanded.payment_link, { id, object: "payment_link" });
});

test("a reference that Stripe does not take is dropped, and the page works on", async (t) => {
  const { control } = await startStripe(t);
  const { id } = await control<Link>("/payment-links", {});
  const open = async (client_reference_id: string) => {
    const order = { payment_link: id, client_reference_id, email: "ann@example.com" };
    return (await control<Purchase>("/checkout", order)).session.client_reference_id;
  };
  for (const reference of ["Az09-_", "x".repeat(200)]) t.equal(await open(reference), reference);
  for (const reference of ["", "a b", "user/7", "é", `${DISCORD_ID}\n`, "x".repeat(201)]) {
    t.equal(await open(reference), null, JSON.stringify(reference));
  }
});

test("what a buyer cannot do", async (t) => {
  const { stripe, control } = await startStripe(t);
  const { id } = await control<Link>("/payment-links", { trial_days: 7 });
  const buyer = { payment_link: id, email: "ann@example.com" };
  await t.rejects(control("/checkout", { ...buyer, discord_id: DISCORD_ID }), /browser sets no discord_id/);
  await t.rejects(control("/checkout", { ...buyer, metadata: { discord_id: DISCORD_ID } }), /browser sets no/);
  await t.rejects(control("/checkout", { payment_link: "plink_unknown", email: "ann@example.com" }), /No such/);
  t.match((await control<Purchase>("/checkout", buyer)).subscription, { status: "trialing" });
  await stripe.paymentLinks.update(id, { active: false });
  await t.rejects(control("/checkout", buyer), /deactivated/);
});
