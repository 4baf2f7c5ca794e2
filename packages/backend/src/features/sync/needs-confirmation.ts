import type { RoleComparison } from "./compare-roles.ts";

/** From how many removals on their share counts: in all, and from people whom the database has never heard of. */
const FROM = { all: 5, unknown: 2 } as const;

/**
 * Whether a sweep takes so many roles that a person has to confirm it: more than `maxShare` of those that are held. Roles
 * of people whom the database has never heard of are the sign of an emptied one, so that fewer of them suffice; and where
 * nobody pays at all, a single role does.
 */
export function needsConfirmation(comparison: RoleComparison, payingUsers: number, maxShare: number): boolean {
  const { held, wouldRemove, wouldRemoveUnknown } = comparison;
  if (payingUsers === 0 && wouldRemove > 0) return true;
  const most = held * maxShare;
  return (
    (wouldRemove >= FROM.all && wouldRemove > most) || (wouldRemoveUnknown >= FROM.unknown && wouldRemoveUnknown > most)
  );
}
