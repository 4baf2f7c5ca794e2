import type { FailureKind } from "@moddy/internal-api/client";
import type { backendOperations, ReplyOf } from "@moddy/schemas";

type UserInfo = ReplyOf<typeof backendOperations.userInfo>;
type Subscription = NonNullable<ReplyOf<typeof backendOperations.subscriptionInfo>["subscription"]>;

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
