import { bearsOnItems } from "../entitlement/decide-coverage.ts";
import type { Contest } from "../store/list-contests.ts";
import type { Coverage } from "../stripe/fetch-account.ts";

/** A subscription, and what is known of its coverage. */
export interface KnownCoverage {
  readonly id: string;
  readonly coverage: Coverage | null;
}

/**
 * Whether a subscription's invoices have to be read before it can be decided what it gives: a payment of it was contested
 * while it was read. Rows of an older version keep their meaning without.
 */
export function needsCoverage({ id, coverage }: KnownCoverage, contests: readonly Contest[]): boolean {
  if (coverage?.lines) return false;
  return contests.some(
    (contest) =>
      contest.subscriptionId === id && contest.invoiceId !== null && bearsOnItems(contest, coverage?.items ?? []),
  );
}
