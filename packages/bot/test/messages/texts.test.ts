import { type NotifyAction, notifyAction } from "@moddy/schemas";
import t from "tap";
import { nonceFor } from "../../src/messages/nonce-for.ts";
import { mentionText, textFor } from "../../src/messages/texts.ts";

t.test("each action has a text that names the plan in bold, or speaks of the user's own", async (t) => {
  const words: Partial<Record<NotifyAction, RegExp>> = {
    subscription_created: /^Thank you! \*\*Pro\*\* is active now/,
    subscription_updated: /you are on \*\*Pro\*\*\.$/,
    subscription_cancelled: /subscription to \*\*Pro\*\* has ended/,
    plan_upgraded: /moved up to \*\*Pro\*\*/,
    plan_downgraded: /moved to \*\*Pro\*\*/,
  };
  for (const action of notifyAction.options) {
    t.match(textFor(action, "Pro"), words[action] ?? /\*\*Pro\*\*/);
    t.match(textFor(action, undefined), /your plan/);
  }
  t.equal(mentionText("1", "Hello"), "<@1> Hello");
});

t.test("a nonce fits Discord's 25 characters, and is the same for one message alone", async (t) => {
  const nonce = nonceFor({ deliveryKey: "a".repeat(200), channel: "dm" });
  t.match(nonce, /^[\w-]{25}$/);
  t.equal(nonceFor({ deliveryKey: "a".repeat(200), channel: "dm" }), nonce);
  t.not(nonceFor({ deliveryKey: "a".repeat(200), channel: "fallback" }), nonce);
  t.not(nonceFor({ deliveryKey: "b", channel: "dm" }), nonce);
});
