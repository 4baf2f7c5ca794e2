import { textFor } from "@moddy/bot";
import { MESSAGE_CHANGES, type MessageChange, type NotifyAction, notifyAction } from "@moddy/schemas";
import { code, page, table } from "./markdown.ts";

const ACTIONS: Record<NotifyAction, string> = {
  subscription_created: "The user has a plan, and had none.",
  subscription_updated: "The plan is the same, and something else has changed.",
  subscription_cancelled: "The user has no plan any more.",
  plan_upgraded: "The plan is one of a higher rank.",
  plan_downgraded: "The plan is one of a lower rank.",
};

const TIME = "2026-01-31T12:00:00.000Z";
const EXAMPLES: Partial<Record<MessageChange, Readonly<Record<string, string>>>> = {
  trial_started: { trial_ends_at: TIME },
  trial_used: { trial_plan: "premium" },
  cancellation_scheduled: { ends_at: TIME },
  payment_failed: { grace_until: TIME },
};

const nameOf = (): string => "Premium";
const plainly = (action: NotifyAction) => textFor({ action, plan: "premium", metadata: null }, nameOf);

function exampleOf(change: MessageChange): readonly [NotifyAction, string] {
  const metadata = { ...EXAMPLES[change], change };
  const texts = notifyAction.options.map(
    (action) => [action, textFor({ action, plan: "premium", metadata }, nameOf)] as const,
  );
  const own = texts.find(([action, text]) => text !== plainly(action));
  if (!own) throw new Error(`No text says ${change}.`);
  return own;
}

/** The page on messages. */
export function messagesPage(): string {
  const actions = notifyAction.options.map((action) => [code(action), "", ACTIONS[action], plainly(action)]);
  const changes = (Object.keys(MESSAGE_CHANGES) as MessageChange[]).map((change) => {
    const [action, text] = exampleOf(change);
    return [code(action), code(change), MESSAGE_CHANGES[change], text.replaceAll(/<t:\d+:D>/g, "January 31, 2026")];
  });
  return page(
    "Messages",
    "What the bot writes to users. `action` and `metadata.change` of `POST /internal/notify` select the text; the plan has the name " +
      "that the plan catalogue gives it, and each reader sees dates in their own language. A change that the bot does not know, " +
      "or that does not go with the action, gets the action's own text.\n\n" +
      "A message is compared with what the user was told last, not with what was before: who is back where they were told to be " +
      "gets none. The first message goes out at once. Further ones within a quarter of an hour wait until the subscription has " +
      "been quiet for a while, and then say the last state (`MESSAGE_PAUSES_SECONDS`). Roles never wait. While the bot cannot be " +
      "reached, a message that is no longer true is taken back.",
    table(["action", "change", "when", "text"], [...actions, ...changes]),
  );
}
