const WINDOW_MS = 10 * 60_000;

/** Discord has refused too many calls lately, so this one was not made: it bans an address after 10,000 in ten minutes. */
export class InvalidRequestLimitError extends Error {
  override readonly name = "InvalidRequestLimitError";
}

/** Counts the calls that Discord refused (401, 403, 429) and stops further ones near a limit. */
export interface InvalidRequestGuard {
  /** @throws {InvalidRequestLimitError} when as many calls were refused in the last ten minutes as may be. */
  check(): void;
  /** Counts an answer if it is an invalid request; a 429 of a limit shared with others is none. */
  record(status: number, scope: string | null): void;
}

/** @param options.now milliseconds, of a clock that only runs forward. */
export function createInvalidRequestGuard(options: { limit: number; now: () => number }): InvalidRequestGuard {
  let refusedAt: number[] = [];
  return {
    check() {
      const since = options.now() - WINDOW_MS;
      refusedAt = refusedAt.filter((at) => at > since);
      if (refusedAt.length >= options.limit)
        throw new InvalidRequestLimitError("Discord has refused too many calls lately");
    },
    record(status, scope) {
      if (status === 401 || status === 403 || (status === 429 && scope !== "shared")) refusedAt.push(options.now());
    },
  };
}
