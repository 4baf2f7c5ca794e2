/** What a cancellation goes to. */
export type CancellationChoice<Row> =
  | { readonly kind: "one"; readonly subscription: Row }
  /** Several could be meant. */
  | { readonly kind: "several"; readonly subscriptions: readonly Row[] }
  | { readonly kind: "none" }
  /** The one that was named is not among them. */
  | { readonly kind: "unknown" };

/**
 * Chooses the subscription to cancel: the one that is named, or the only one.
 * @param open the user's own subscriptions that have not ended.
 */
export function chooseCancellation<Row extends { readonly id: string }>(
  open: readonly Row[],
  named: string | undefined,
): CancellationChoice<Row> {
  if (named !== undefined) {
    const subscription = open.find(({ id }) => id === named);
    return subscription ? { kind: "one", subscription } : { kind: "unknown" };
  }
  const [subscription, ...others] = open;
  if (!subscription) return { kind: "none" };
  return others.length === 0 ? { kind: "one", subscription } : { kind: "several", subscriptions: open };
}
