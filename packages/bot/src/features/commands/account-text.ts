import type { backendOperations, ReplyOf } from "@moddy/schemas";

type UserInfo = ReplyOf<typeof backendOperations.userInfo>;
type Subscription = NonNullable<ReplyOf<typeof backendOperations.subscriptionInfo>["subscription"]>;

/** The answer while the backend cannot be reached. */
export const BACKEND_DOWN_TEXT = "I can't look that up just now. Please try again in a few minutes.";

/** What `/sync` answers. */
export const SYNC_TEXT = "I'm checking your subscription; your roles will be up to date in a moment.";

/** The answer to a user who uses a command too often; `allowedAt` in ms since 1970. */
export function tooOftenText(command: string, allowedAt: number): string {
  return `You have just used /${command} several times. You can use it again <t:${Math.ceil(allowedAt / 1000)}:R>.`;
}

/** What `/account` answers. */
export function accountText(user: UserInfo, subscription: Subscription | null): string {
  if (!user.user_found) return "There is no account linked to you yet.";
  if (!subscription) return "Your account is linked. You have no subscription.";
  const { status, subscription_type: type, amount, currency, current_period_end: end } = subscription;
  const price = new Intl.NumberFormat("en", { style: "currency", currency }).format(amount / minorUnits(currency));
  const day = `<t:${Math.floor(Date.parse(end) / 1000)}:D>`;
  const next = subscription.cancel_at_period_end ? `It ends on ${day}.` : `The current period ends on ${day}.`;
  return `Your account is linked. Your ${type} subscription (${price}) is ${status.replaceAll("_", " ")}. ${next}`;
}

/** How many of the smallest unit make one of the currency: 100 for euros, 1 for yen. */
function minorUnits(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return 10 ** (maximumFractionDigits ?? 2);
}
