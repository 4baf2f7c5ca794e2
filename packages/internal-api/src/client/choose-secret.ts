/** During a rotation: which of two secrets the other side takes. */
export interface SecretChoice {
  /** The secret to send. */
  pick(): string;
  /** The other secret, after this one was refused; undefined where there is none. */
  other(refused: string): string | undefined;
  /** Every secret, for signing: the other side takes any signature it can check. */
  readonly all: readonly string[];
}

const PREVIOUS_FOR_MS = 60_000;

/** Prefers the current secret. Once it was refused and the previous one taken, that one is sent for a minute. */
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
