import type { RoleComparison } from "./compare-roles.ts";
import { needsConfirmation } from "./needs-confirmation.ts";

/**
 * What the removals of a reconciliation wait for: the end of the first import, or a person: since nobody has confirmed any
 * removal yet, or since there are too many.
 */
export type WaitsFor = "import" | "first_removal" | "share";

/** What is known before a reconciliation removes roles. */
export interface RemovalFacts {
  readonly importEnded: boolean;
  /** Whether a person has confirmed removals before. */
  readonly everConfirmed: boolean;
  /** Whether a person confirms these. */
  readonly confirmed: boolean;
  readonly payingUsers: number;
  readonly maxShare: number;
}

/** What the removals of a reconciliation wait for; undefined when nothing holds them up. */
export function whatWaits(comparison: RoleComparison, facts: RemovalFacts): WaitsFor | undefined {
  if (comparison.wouldRemove === 0) return undefined;
  if (!facts.importEnded) return "import";
  if (facts.confirmed) return undefined;
  if (!facts.everConfirmed) return "first_removal";
  return needsConfirmation(comparison, facts.payingUsers, facts.maxShare) ? "share" : undefined;
}
