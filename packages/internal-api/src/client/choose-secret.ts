/** Chooses between two secrets during a rotation. */
export interface SecretChoice {
  /** The secret to send. */
  pick(): string;
  /** The other secret, after the service refused this one; undefined without a second secret. */
  other(refused: string): string | undefined;
  /** All secrets. A call is signed with each, and the service accepts any signature that it can check. */
  readonly all: readonly string[];
}

const PREVIOUS_FOR_MS = 60_000;

/** Prefers the current secret. After a refusal it sends the previous one for a minute. */
export function chooseSecret(current: string, previous: string | undefined, now: () => number): SecretChoice {
  let previousUntil = 0;
  const hasTwo = previous !== undefined && previous !== current;
  return {
    all: hasTwo ? [current, previous] : [current],
    pick: () => (hasTwo && now() < previousUntil ? previous : current),
    other(refused) {
      if (!hasTwo) return undefined;
      previousUntil = refused === current ? now() + PREVIOUS_FOR_MS : 0;
      return refused === current ? previous : current;
    },
  };
}
