const REFUND_TEXTS: Readonly<Record<string, string>> = {
  charge_already_refunded: "The last payment was refunded already.",
  charge_disputed: "The last payment is disputed, so it cannot be refunded.",
  amount_too_large: "The amount is more than what is left to refund.",
  amount_too_small: "The amount is too small to refund.",
  resource_missing: "Stripe no longer knows the payment.",
  no_payment: "There is no payment that could be refunded.",
};

/** What is said of a subscription that is somebody else's, or nobody's. */
export const NOT_OWN_SUBSCRIPTION = "This is no subscription of this user's.";
/** What is said of a payment that is somebody else's, or nobody's. */
export const NOT_OWN_PAYMENT = "This is no payment of this user's.";

/** Says why there is no refund, by Stripe's error code where there is one. Source: Stripe, "Error codes". */
export function refusedRefund(code: string): string {
  return REFUND_TEXTS[code] ?? `Stripe refused the refund (${code}).`;
}
