export interface InvalidRequests {
  /** Invalid requests in the current window. */
  readonly count: number;
  readonly limit: number;
  /** When the window ends, in milliseconds since the epoch; null before the first invalid request. */
  readonly resetAt: number | null;
  readonly banned: boolean;
  /** Counts a reply if it is an invalid request: 401, 403, or a 429 whose scope is not `shared`. */
  record(status: number, scope: unknown): void;
  reset(): void;
}

/** Discord bans an address that sends too many invalid requests (10,000) within ten minutes. */
export function createInvalidRequests(now: () => number, limit: number, windowMs = 600_000): InvalidRequests {
  let count = 0;
  let resetAt: number | null = null;
  const expire = () => {
    if (resetAt !== null && now() >= resetAt) [count, resetAt] = [0, null];
  };
  return {
    limit,
    get count() {
      expire();
      return count;
    },
    get resetAt() {
      expire();
      return resetAt;
    },
    get banned() {
      expire();
      return count >= limit;
    },
    record(status, scope) {
      expire();
      if (![401, 403, 429].includes(status) || (status === 429 && scope === "shared")) return;
      resetAt ??= now() + windowMs;
      count += 1;
    },
    reset() {
      [count, resetAt] = [0, null];
    },
  };
}
