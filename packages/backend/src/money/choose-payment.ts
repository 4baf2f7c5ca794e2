/** What of a payment decides whether it can be refunded. */
export interface PaymentFacts {
  /** In the currency's smallest unit. */
  readonly left: number;
  /** A dispute that is open or lost has taken the money. */
  readonly disputed: boolean;
}

/** What a refund goes to. */
export type PaymentChoice<Payment> =
  | { readonly kind: "one"; readonly payment: Payment }
  /** Several could be meant; each has money left. */
  | { readonly kind: "several"; readonly payments: readonly Payment[] }
  /** Why there is none, in Stripe's words where it has one. */
  | { readonly kind: "none"; readonly why: "charge_already_refunded" | "charge_disputed" | "no_payment" };

/**
 * Chooses the payment to refund: the only one that has money left, if no other subscription's could be meant.
 * @param groups the payments of each invoice that could be meant.
 */
export function choosePayment<Payment extends PaymentFacts>(
  groups: readonly (readonly Payment[])[],
): PaymentChoice<Payment> {
  const all = groups.flat();
  const payments = all.filter(({ left, disputed }) => left > 0 && !disputed);
  const [payment] = payments;
  if (payment)
    return payments.length === 1 && groups.length === 1 ? { kind: "one", payment } : { kind: "several", payments };
  if (all.some(({ disputed }) => disputed)) return { kind: "none", why: "charge_disputed" };
  return { kind: "none", why: all.length > 0 ? "charge_already_refunded" : "no_payment" };
}
