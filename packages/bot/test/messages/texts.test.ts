import { MESSAGE_CHANGES, type MessageChange, type NotifyAction, notifyAction } from "@moddy/schemas";
import t from "tap";
import { nonceFor } from "../../src/messages/nonce-for.ts";
import { mentionText, textFor } from "../../src/messages/texts.ts";

const nameOf = (plan: string) => ({ premium: "Premium", pro: "Pro", free: "Free" })[plan] ?? plan;

t.test("each action has a text that names the plan in bold, or speaks of the user's own", async (t) => {
  const words: Partial<Record<NotifyAction, RegExp>> = {
    subscription_created: /^Thank you! \*\*Pro\*\* is active now/,
    subscription_updated: /you are on \*\*Pro\*\*\.$/,
    subscription_cancelled: /subscription to \*\*Pro\*\* has ended/,
    plan_upgraded: /moved up to \*\*Pro\*\*/,
    plan_downgraded: /moved to \*\*Pro\*\*/,
  };
  for (const action of notifyAction.options) {
    t.match(textFor({ action, plan: "pro", metadata: null }, nameOf), words[action] ?? /\*\*Pro\*\*/);
    t.match(textFor({ action, plan: undefined, metadata: null }, nameOf), /your plan/);
  }
  t.equal(mentionText("1", "Hello"), "<@1> Hello");
});

const ENDS = { ends_at: "2026-06-15T12:00:00.000Z" };
const GRACE = { grace_until: "2026-06-15T14:00:00+02:00" };
const DATE = "<t:1781524800:D>";

t.test("each change has its own text with its action, and none with another", async (t) => {
  const cases: [MessageChange, NotifyAction, object, string][] = [
    ["trial_started", "subscription_created", { trial_ends_at: ENDS.ends_at }, `as a free trial until ${DATE}.`],
    ["trial_used", "subscription_updated", { trial_plan: "premium" }, "your free trial of **Premium** before"],
    ["cancellation_scheduled", "subscription_updated", ENDS, `**Pro** is cancelled. You keep it until ${DATE}.`],
    [
      "cancellation_undone",
      "subscription_updated",
      {},
      "cancellation is undone: your subscription to **Pro** goes on.",
    ],
    ["payment_failed", "subscription_updated", GRACE, `**Pro** failed. You keep it until ${DATE}; please check`],
    ["payment_recovered", "subscription_updated", {}, "came in, and **Pro** goes on."],
    ["unpaid", "subscription_cancelled", {}, "**Pro** has ended, because the payment did not come in."],
    ["refunded", "subscription_cancelled", {}, "payment for **Pro** was refunded, so it has ended."],
    ["disputed", "subscription_cancelled", {}, "payment for **Pro** is disputed at your bank, so it has ended."],
  ];
  t.same(cases.map(([change]) => change).toSorted(), Object.keys(MESSAGE_CHANGES).toSorted(), "all of them");
  for (const [change, action, more, expected] of cases) {
    const text = textFor({ action, plan: "pro", metadata: { change, ...more } }, nameOf);
    t.ok(text.includes(expected), `${change}: ${text}`);
    t.notMatch(text, /undefined|NaN|set to end|by <t/, "everything is said once");
    const plain = textFor({ action: "plan_upgraded", plan: "pro", metadata: { change } }, nameOf);
    t.equal(plain, textFor({ action: "plan_upgraded", plan: "pro", metadata: {} }, nameOf));
  }
});

t.test("a change of the plan says what else is true: an end that is set, a payment that is owed", async (t) => {
  const text = textFor({ action: "plan_upgraded", plan: "pro", metadata: { ...ENDS, ...GRACE } }, nameOf);
  t.match(text, `It is set to end on ${DATE}. A payment failed: please check your payment method by ${DATE}.`);
  const ended = textFor({ action: "subscription_cancelled", plan: "pro", metadata: { ...ENDS, ...GRACE } }, nameOf);
  t.notMatch(ended, "<t:", "what has ended is not set to end");
});

t.test("a subscription to Free has never ended: the plan before, or the user's own", async (t) => {
  const action = "subscription_cancelled";
  const before = textFor({ action, plan: "free", metadata: { previous_plan: "premium" } }, nameOf);
  t.match(before, /subscription to \*\*Premium\*\* has ended/);
  for (const metadata of [null, {}, { previous_plan: "free" }, { previous_plan: 3 }, { previous_plan: "@everyone" }]) {
    t.match(textFor({ action, plan: "free", metadata }, nameOf), /subscription to your plan has ended/);
  }
});

t.test("metadata of any other kind is harmless", async (t) => {
  const plain = "Your subscription has changed: you are on **Pro**.";
  const strange: unknown[] = [
    null,
    "",
    "soon",
    "1",
    1_781_524_800,
    "9999999-01-01",
    "2026-99-99T00:00:00Z",
    {},
    [],
    true,
  ];
  for (const value of strange) {
    const metadata = { change: value, ends_at: value, grace_until: value, trial_ends_at: value, trial_plan: value };
    t.equal(textFor({ action: "subscription_updated", plan: "pro", metadata }, nameOf), plain, JSON.stringify(value));
    for (const change of Object.keys(MESSAGE_CHANGES)) {
      for (const action of notifyAction.options) {
        const text = textFor({ action, plan: "pro", metadata: { ...metadata, change } }, nameOf);
        t.notMatch(text, /<t:|undefined|NaN|Invalid/, `${change}: ${text}`);
      }
    }
  }
  for (const change of ["constructor", "__proto__", "toString"]) {
    t.equal(textFor({ action: "subscription_updated", plan: "pro", metadata: { change } }, nameOf), plain);
  }
});

t.test("a nonce fits Discord's 25 characters, and is the same for one message alone", async (t) => {
  const nonce = nonceFor({ deliveryKey: "a".repeat(200), channel: "dm" });
  t.match(nonce, /^[\w-]{25}$/);
  t.equal(nonceFor({ deliveryKey: "a".repeat(200), channel: "dm" }), nonce);
  t.not(nonceFor({ deliveryKey: "a".repeat(200), channel: "fallback" }), nonce);
  t.not(nonceFor({ deliveryKey: "b", channel: "dm" }), nonce);
});
