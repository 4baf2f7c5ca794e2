import { type EntitlementPolicy, isKnownStatus } from "./policy.ts";

const DAY_MS = 86_400_000;

/** What decides about a subscription's days of grace. Times in ms since 1970. */
export interface GraceFacts {
  readonly id: string;
  readonly status: string;
  readonly currentPeriodStart: number;
  readonly pastDueSince: number | null;
}

/** Until when a subscription keeps its plan though a payment failed (ms since 1970); null if no payment has failed. */
export function findGrace(subscription: GraceFacts | undefined, policy: EntitlementPolicy): number | null {
  if (!subscription || !isKnownStatus(subscription.status)) return null;
  if (policy.statuses[subscription.status] !== "grace") return null;
  return (subscription.pastDueSince ?? subscription.currentPeriodStart) + policy.grace_days * DAY_MS;
}
