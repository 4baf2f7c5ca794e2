import { z } from "zod";

/** What a condition of a subscription means for its plan: it is kept, kept for the days of grace, or not kept. */
const effect = z.enum(["keep", "grace", "none"]);

/** What a condition of a subscription means for its plan. */
export type Effect = z.infer<typeof effect>;

const kept = effect.default("keep");
const lost = effect.default("none");

/**
 * The one table from a subscription's condition to what its user may have; `entitlement` in the plans file overrides
 * single lines. `statuses` has Stripe's subscription statuses, `payments` what can happen to a payment.
 */
export const entitlementPolicy = z.strictObject({
  grace_days: z.number().nonnegative().default(3),
  statuses: z
    .strictObject({
      active: kept,
      trialing: kept,
      past_due: effect.default("grace"),
      unpaid: lost,
      paused: lost,
      canceled: lost,
      incomplete: lost,
      incomplete_expired: lost,
    })
    .prefault({}),
  payments: z
    .strictObject({
      refunded: lost.describe("The payment for what the subscription has now was refunded in full."),
      dispute_open: lost.describe(
        "The payment for what the subscription has now is disputed, and the bank has not decided.",
      ),
      dispute_lost: lost.describe("The dispute of the payment for what the subscription has now was lost."),
    })
    .prefault({}),
});

/** The table from a subscription's condition to what its user may have. */
export type EntitlementPolicy = z.infer<typeof entitlementPolicy>;

/** A subscription status that the policy has a line for. */
export type KnownStatus = keyof EntitlementPolicy["statuses"];

/** Whether Stripe's status is one that the policy has a line for; any other status changes nothing. */
export function isKnownStatus(status: string): status is KnownStatus {
  return Object.hasOwn(entitlementPolicy.shape.statuses.unwrap().shape, status);
}
