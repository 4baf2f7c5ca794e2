import type { FailureKind } from "@moddy/internal-api/client";
import { type backendOperations, formatAmount, type ReplyOf } from "@moddy/schemas";

type UserInfo = ReplyOf<typeof backendOperations.userInfo>;
type SubscriptionInfo = Pick<ReplyOf<typeof backendOperations.subscriptionInfo>, "subscription" | "subscriptions">;
type Subscription = NonNullable<SubscriptionInfo["subscription"]>;

/** A message of Discord's has at most 2,000 characters. */
const MOST_LINES = 10;

const LATER = "Please try again in a few minutes.";

/** What is wrong between the two services, where waiting alone may not mend it. */
const FAULTS: Readonly<Partial<Record<FailureKind, string>>> = {
  secret_refused: "the website does not accept my secret",
  signature_refused: "the website does not accept my signature",
  not_served: "the website does not offer this",
  request_refused: "the website does not accept my question",
  invalid_reply: "I do not understand the website's answer",
};

/** The answer when the backend gave none. */
export function noBackendText(kind: FailureKind): string {
  const fault = FAULTS[kind];
  if (fault === undefined) return `I can't look that up just now. ${LATER}`;
  return `I can't look that up just now: ${fault}. ${LATER} If that does not help, tell the team of this server.`;
}

/** What `/sync` answers. */
export const SYNC_TEXT = "I'm checking your subscription; your roles will be up to date in a moment.";

/** The answer to a user who uses a command too often; `allowedAt` in ms since 1970. */
export function tooOftenText(command: string, allowedAt: number): string {
  return `You have just used /${command} several times. You can use it again <t:${Math.ceil(allowedAt / 1000)}:R>.`;
}

function subscriptionText({ subscription_type: type, ...subscription }: Subscription): string {
  const { status, amount, currency, current_period_end: end } = subscription;
  const day = `<t:${Math.floor(Date.parse(end) / 1000)}:D>`;
  const next = subscription.cancel_at_period_end ? `It ends on ${day}.` : `The current period ends on ${day}.`;
  return `${type} subscription (${formatAmount(amount, currency)}) is ${status.replaceAll("_", " ")}. ${next}`;
}

/** What `/account` answers. A backend of an earlier version does not list all subscriptions. */
export function accountText(user: UserInfo, { subscription, subscriptions = [] }: SubscriptionInfo): string {
  if (!user.user_found) return "There is no account linked to you yet.";
  if (!subscription) return "Your account is linked. You have no subscription.";
  if (subscriptions.length < 2) return `Your account is linked. Your ${subscriptionText(subscription)}`;
  const lines = subscriptions.slice(0, MOST_LINES).map((each) => `- A ${subscriptionText(each)}`);
  const rest = subscriptions.length - lines.length;
  if (rest > 0) lines.push(`- … and ${rest} more.`);
  return [`Your account is linked. You have ${subscriptions.length} subscriptions:`, ...lines].join("\n");
}
