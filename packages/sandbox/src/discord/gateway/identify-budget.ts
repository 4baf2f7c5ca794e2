const DAY_MS = 24 * 60 * 60_000;

export interface SessionStartLimit {
  readonly total: number;
  readonly remaining: number;
  /** Milliseconds. */
  readonly reset_after: number;
  readonly max_concurrency: number;
}

export interface IdentifyBudget {
  readonly limit: SessionStartLimit;
  /** The number of identifies since the start. */
  readonly total: number;
  /** Counts one identify: `exhausted` above the number for a day, `too_soon` within `spacingMs` of the last one with this rate-limit key. */
  spend(shardId: number): "ok" | "too_soon" | "exhausted";
  /** Sets how many are left today. */
  setRemaining(remaining: number): void;
}

export interface IdentifyBudgetOptions {
  readonly now: () => number;
  readonly perDay: number;
  readonly maxConcurrency: number;
  /** The least time between two identifies with one rate-limit key, in milliseconds. */
  readonly spacingMs: number;
}

export function createIdentifyBudget({
  now,
  perDay,
  maxConcurrency,
  spacingMs,
}: IdentifyBudgetOptions): IdentifyBudget {
  const lastByKey = new Map<number, number>();
  let used = 0;
  let total = 0;
  let resetAt = 0;
  const renew = () => {
    if (now() < resetAt) return;
    [used, resetAt] = [0, now() + DAY_MS];
  };
  return {
    get limit() {
      renew();
      const remaining = Math.max(0, perDay - used);
      return {
        total: perDay,
        remaining,
        reset_after: used === 0 ? 0 : resetAt - now(),
        max_concurrency: maxConcurrency,
      };
    },
    get total() {
      return total;
    },
    spend(shardId) {
      renew();
      total += 1;
      if (used >= perDay) return "exhausted";
      used += 1;
      const key = shardId % maxConcurrency;
      const last = lastByKey.get(key);
      if (last !== undefined && now() - last < spacingMs) return "too_soon";
      lastByKey.set(key, now());
      return "ok";
    },
    setRemaining(remaining) {
      renew();
      used = Math.max(0, perDay - remaining);
    },
  };
}
