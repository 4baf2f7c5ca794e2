import { type backendOperations, formatAmount, type ReplyOf } from "@moddy/schemas";

type UserInfo = ReplyOf<typeof backendOperations.userInfo>;
type SubscriptionInfo = Pick<ReplyOf<typeof backendOperations.subscriptionInfo>, "subscription" | "subscriptions">;
type Subscription = NonNullable<SubscriptionInfo["subscription"]>;

/** A message of Discord's has at most 2,000 characters. */
const MOST_LINES = 10;

/** The answer while the backend cannot be reached. */
export const BACKEND_DOWN_TEXT = "I can't look that up just now. Please try again in a few minutes.";

/** What `/sync` answers. */
export const SYNC_TEXT = "I'm checking your subscription; your roles will be up to date in a moment.";

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
