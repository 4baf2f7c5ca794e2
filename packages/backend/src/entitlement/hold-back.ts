import { FREE_PLAN, type Plan } from "@moddy/schemas";
import type { Entitlement } from "./decide-entitlement.ts";
import type { Standing } from "./standing.ts";

/** After this long a decision that was held back is tried again. */
const AGAIN_MS = 60_000;

/** Whether a plan is lower than another one. A plan that the catalogue no longer has is above none at all. */
export function isLower(plan: string, than: string, plans: readonly Plan[]): boolean {
  const rankOf = (id: string) => (id === FREE_PLAN ? -Infinity : (plans.find((each) => each.id === id)?.rank ?? -1));
  return rankOf(plan) < rankOf(than);
}

/**
 * What is written of a decision while nothing may be taken: a user who would get a lower plan keeps theirs, and is decided
 * about again later. `now` in ms since 1970.
 */
export function holdBack(before: Standing, decided: Entitlement, plans: readonly Plan[], now: number): Entitlement {
  if (!isLower(decided.plan, before.plan, plans)) return decided;
  return { ...decided, ...before, recheckAt: now + AGAIN_MS };
}
