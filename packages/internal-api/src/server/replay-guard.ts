/** A signed call that is let in or not. */
export interface SignedId {
  /** Its `webhook-id`. */
  readonly id: string;
  /** Whether the id is also the call's Idempotency-Key: then the same delivery may come again, and acts once. */
  readonly keyed: boolean;
  /** Until when, in milliseconds since 1970, its signature holds. */
  readonly until: number;
}

/** Remembers the ids of signed calls for as long as their signatures hold. */
export interface ReplayGuard {
  /** Whether the call may pass: its id is new, or it is the same delivery as before. */
  admit(call: SignedId): boolean;
}

/** A guard in memory that holds at most `capacity` ids and then forgets the oldest. */
export function createReplayGuard(options: { now: () => number; capacity?: number }): ReplayGuard {
  const capacity = options.capacity ?? 100_000;
  const seen = new Map<string, SignedId>();
  function forgetOld(): void {
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
      forgetOld();
      seen.set(call.id, call);
      return true;
    },
  };
}
