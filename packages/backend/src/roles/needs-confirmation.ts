import type { RoleComparison } from "./compare-roles.ts";

/** The share of removals counts from so many on: of all of them, and of those from unknown users. */
const COUNTS_FROM = { all: 5, unknown: 2 } as const;

/**
 * Whether a reconciliation removes so many roles that a person has to confirm it: more than `maxShare` of the roles that
 * members hold. Roles of users whom the database does not know are the sign of an emptied database, so fewer of them
 * suffice; and where no user has a plan at all, a single role does.
 */
export function needsConfirmation(comparison: RoleComparison, payingUsers: number, maxShare: number): boolean {
  const { held, wouldRemove, wouldRemoveUnknown } = comparison;
  if (payingUsers === 0 && wouldRemove > 0) return true;
  const most = held * maxShare;
  return (
    (wouldRemove >= COUNTS_FROM.all && wouldRemove > most) ||
    (wouldRemoveUnknown >= COUNTS_FROM.unknown && wouldRemoveUnknown > most)
  );
}
