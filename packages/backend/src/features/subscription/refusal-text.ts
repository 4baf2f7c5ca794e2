const REFUND_TEXTS: Readonly<Record<string, string>> = {
  charge_already_refunded: "The last payment was refunded already.",
  charge_disputed: "The last payment is disputed, so it cannot be refunded.",
  amount_too_large: "The amount is more than what is left to refund.",
  amount_too_small: "The amount is too small to refund.",
  resource_missing: "Stripe no longer knows the payment.",
};

/** Says why Stripe refused a refund, by its error code. Source: Stripe, "Error codes". */
export function refusedRefund(code: string): string {
  return REFUND_TEXTS[code] ?? `Stripe refused the refund (${code}).`;
}
