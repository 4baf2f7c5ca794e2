import t from "tap";
import { HANDLED_EVENT_TYPES, readEvent } from "../../src/stripe/read-event.ts";

const read = (type: string, object: unknown) => readEvent({ type, data: { object } });
const IGNORED = { kind: "ignored" };
const customer = { kind: "customer", customerId: "cus_1", checkout: null, deleted: false };
const charge = { kind: "charge", chargeId: "ch_1" };

const SESSIONS = ["checkout.session.async_payment_succeeded", "checkout.session.completed"];
const OWNED = [
  "customer.subscription.created",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.subscription.updated",
  "invoice.paid",
  "invoice.payment_failed",
];
const CUSTOMERS = ["customer.deleted", "customer.updated"];
const DISPUTES = ["charge.dispute.closed", "charge.dispute.created", "charge.dispute.updated"];
const REFUNDS = ["refund.failed", "refund.updated"];

t.test("the types that are processed", async (t) => {
  const all = [...SESSIONS, ...OWNED, ...CUSTOMERS, ...DISPUTES, ...REFUNDS, "charge.refunded"];
  t.strictSame([...HANDLED_EVENT_TYPES].toSorted(), all.toSorted());
  t.ok(HANDLED_EVENT_TYPES.length <= 20, "Stripe's events.list takes no more");
});

t.test("what each type asks for, and what it must have", async (t) => {
  const created = 1_780_000_000;
  const checkout = { metadataDiscordId: null, clientReferenceId: null, created };
  for (const type of [...SESSIONS, ...OWNED]) {
    const asked = SESSIONS.includes(type) ? { ...customer, checkout } : customer;
    t.strictSame(read(type, { customer: "cus_1", created }), asked, type);
    t.strictSame(read(type, { customer: null, created }), IGNORED);
    t.throws(() => read(type, { customer: 7 }), { name: "ZodError" });
  }
  for (const type of CUSTOMERS) {
    t.strictSame(read(type, { id: "cus_1" }), { ...customer, deleted: type === "customer.deleted" }, type);
    t.throws(() => read(type, {}), { name: "ZodError" });
  }
  for (const type of DISPUTES) {
    t.strictSame(read(type, { id: "du_1", charge: { id: "ch_1" } }), charge, type);
    t.throws(() => read(type, { id: "du_1" }), { name: "ZodError" });
  }
  for (const type of REFUNDS) {
    t.strictSame(read(type, { id: "re_1", charge: "ch_1" }), charge, type);
    t.strictSame(read(type, { id: "re_1" }), IGNORED);
  }
});

t.test("what a checkout says about whom it is for", async (t) => {
  const [reference, other] = ["123456789012345678", "123456789012345679"];
  const session = { customer: "cus_1", client_reference_id: reference, created: 7, metadata: { discord_id: other } };
  const checkout = { metadataDiscordId: other, clientReferenceId: reference, created: 7 };
  t.strictSame(read("checkout.session.completed", session), { ...customer, checkout });
  t.match(read("checkout.session.completed", { ...session, metadata: { discord_id: "ada" } }), {
    checkout: { metadataDiscordId: null },
  });
  t.throws(() => read("checkout.session.completed", { ...session, created: null }), { name: "ZodError" });
});
