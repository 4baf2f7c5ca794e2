import type { Entitlement } from "./decide-entitlement.ts";

/** The part of an entitlement that messages are about. Times in ms since 1970. */
export interface Standing {
  readonly plan: string;
  /** When the plan is set to end, null when it goes on. */
  readonly endsAt: number | null;
  /** Until when the plan is kept though a payment failed, null when nothing is owed. */
  readonly graceUntil: number | null;
  /** The plan of which a second free trial was refused. */
  readonly trialRefused: string | null;
}

const DAY_MS = 86_400_000;

/** The part of an entitlement that messages are about. */
export function standingOf({ plan, endsAt, graceUntil, trialRefused }: Entitlement): Standing {
  return { plan, endsAt, graceUntil, trialRefused };
}

/** Whether a reader takes two times for the same date: messages name days. */
function isSameDate(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) < DAY_MS;
}

/** What differs between two standings, as far as a message would say it. */
export function compareStandings(a: Standing, b: Standing) {
  return {
    plan: a.plan !== b.plan,
    endsAt: !isSameDate(a.endsAt, b.endsAt),
    graceUntil: !isSameDate(a.graceUntil, b.graceUntil),
    trialRefused: a.trialRefused !== b.trialRefused,
  };
}

/** Whether two standings are one and the same to a reader. */
export function isSameStanding(a: Standing, b: Standing): boolean {
  return !Object.values(compareStandings(a, b)).includes(true);
}
