/** A signed call. */
export interface SignedId {
  /** Its `webhook-id`. */
  readonly id: string;
  /** Whether the id is also the call's Idempotency-Key. Then the call may be repeated, because it is executed once. */
  readonly keyed: boolean;
  /** When its signature expires, in milliseconds since 1970. */
  readonly until: number;
}

/** Remembers the ids of signed calls until their signatures expire. */
export interface ReplayGuard {
  /** Whether the call may pass: its id is new, or both calls have it as their Idempotency-Key. */
  admit(call: SignedId): boolean;
}

/** Makes a guard in memory for at most `capacity` ids. When it is full it forgets the oldest. */
export function createReplayGuard(options: { now: () => number; capacity?: number }): ReplayGuard {
  const capacity = options.capacity ?? 100_000;
  const seen = new Map<string, SignedId>();
  function purge(): void {
    const time = options.now();
    for (const [id, call] of seen) {
      if (call.until > time && seen.size < capacity) return;
      seen.delete(id);
    }
  }
  return {
    admit(call) {
      const known = seen.get(call.id);
      if (known !== undefined && known.until > options.now()) return known.keyed && call.keyed;
      purge();
      seen.set(call.id, call);
      return true;
    },
  };
}
