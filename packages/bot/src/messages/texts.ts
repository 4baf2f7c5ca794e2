import { FREE_PLAN, type MessageChange, type NotifyAction } from "@moddy/schemas";
import { type MessageDetails, type Metadata, readDetails } from "./read-details.ts";

type Write = (plan: string, details: MessageDetails) => string;

const WELCOME_BACK = "You are welcome back at any time.";

const TEXTS: Record<NotifyAction, Write> = {
  subscription_created: (plan) => `Thank you! ${plan} is active now. Your roles are being updated.`,
  subscription_updated: (plan) => `Your subscription has changed: you are on ${plan}.`,
  subscription_cancelled: (plan) => `Your subscription to ${plan} has ended. ${WELCOME_BACK}`,
  plan_upgraded: (plan) => `You have moved up to ${plan}. Enjoy! Your roles are being updated.`,
  plan_downgraded: (plan) => `You have moved to ${plan}. Your roles are being updated.`,
};

/** The text of a change, and the action that it goes with: with any other one it says nothing. */
const CHANGES: Record<MessageChange, readonly [NotifyAction, Write]> = {
  trial_started: [
    "subscription_created",
    (plan, { trialEndsAt }) =>
      `Welcome! ${plan} is active now as a free trial${on(" until", trialEndsAt)}. Your roles are being updated.`,
  ],
  trial_used: [
    "subscription_updated",
    (plan) =>
      `You have had your free trial of ${plan} before, so a second one gives you nothing. ` +
      "You get it with the first payment.",
  ],
  cancellation_scheduled: [
    "subscription_updated",
    (plan, { endsAt }) => `Your subscription to ${plan} is cancelled. You keep it until ${dateOr(endsAt, "its end")}.`,
  ],
  cancellation_undone: [
    "subscription_updated",
    (plan) => `Your cancellation is undone: your subscription to ${plan} goes on.`,
  ],
  payment_failed: [
    "subscription_updated",
    (plan, { graceUntil }) =>
      `Your payment for ${plan} failed. You keep it${on(" until", graceUntil)}; please check your payment method, ` +
      "so that you do not lose it then.",
  ],
  payment_recovered: ["subscription_updated", (plan) => `Thank you! Your payment came in, and ${plan} goes on.`],
  unpaid: [
    "subscription_cancelled",
    (plan) => `Your subscription to ${plan} has ended, because the payment did not come in. ${WELCOME_BACK}`,
  ],
  refunded: [
    "subscription_cancelled",
    (plan) => `Your payment for ${plan} was refunded, so it has ended. ${WELCOME_BACK}`,
  ],
  disputed: [
    "subscription_cancelled",
    (plan) => `Your payment for ${plan} is disputed at your bank, so it has ended. ${WELCOME_BACK}`,
  ],
};

/** Discord's markup of a date; each reader sees it in their own language. Source: Discord, "Message formatting". */
function dateOf(time: number): string {
  return `<t:${Math.floor(time / 1000)}:D>`;
}

function dateOr(time: number | undefined, otherwise: string): string {
  return time === undefined ? otherwise : dateOf(time);
}

function on(words: string, time: number | undefined): string {
  return time === undefined ? "" : `${words} ${dateOf(time)}`;
}

/** What else is true and not said yet: an end that is set, a payment that is owed. */
function footnotes({ change, endsAt, graceUntil }: MessageDetails): string {
  const end =
    endsAt !== undefined && change !== "cancellation_scheduled" ? ` It is set to end on ${dateOf(endsAt)}.` : "";
  const owed = graceUntil !== undefined && change !== "payment_failed";
  return owed ? `${end} A payment failed: please check your payment method by ${dateOf(graceUntil)}.` : end;
}

/** What is written to a user, as the backend has it. */
export interface MessageFacts {
  readonly action: NotifyAction;
  readonly plan: string | null | undefined;
  readonly metadata: Metadata;
}

/** The plan that a message speaks of: of an end, the one that ended. */
function planOf({ action, plan }: MessageFacts, details: MessageDetails): string | undefined {
  if (details.change === "trial_used" && action === CHANGES.trial_used[0]) return details.trialPlan;
  if (action !== "subscription_cancelled" || (plan && plan !== FREE_PLAN)) return plan ?? undefined;
  return details.previousPlan;
}

/** The message to a user, with the plan's name in bold. Without a plan it says "your plan". */
export function textFor(facts: MessageFacts, nameOf: (plan: string) => string): string {
  const details = readDetails(facts.metadata);
  const plan = planOf(facts, details);
  const name = plan === undefined ? "your plan" : `**${nameOf(plan)}**`;
  const [action, writeChange] = details.change ? CHANGES[details.change] : [];
  const write = writeChange && action === facts.action ? writeChange : TEXTS[facts.action];
  return facts.action === "subscription_cancelled" ? write(name, details) : write(name, details) + footnotes(details);
}

/** The message as a mention in a channel. */
export function mentionText(discordId: string, text: string): string {
  return `<@${discordId}> ${text}`;
}
