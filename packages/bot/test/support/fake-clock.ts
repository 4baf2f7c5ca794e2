/** A clock that a test moves: `wait` resolves when so much of its time has passed. */
export interface FakeClock {
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Moves the time, and lets everything happen that is due on the way. */
  readonly pass: (ms: number) => Promise<void>;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands at 0 milliseconds. */
export function createFakeClock(): FakeClock {
  let time = 0;
  const due = new Map<() => void, number>();
  return {
    now: () => time,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = (): void => resolve();
        due.set(timer, time + ms);
        signal?.addEventListener("abort", () => {
          due.delete(timer);
          reject(signal.reason as Error);
        });
      }),
    async pass(ms) {
      await settle();
      for (const end = time + ms; ; ) {
        const next = Math.min(...due.values());
        if (next > end) {
          time = end;
          return;
        }
        time = next;
        for (const [timer, at] of due) {
          if (at > time) continue;
          due.delete(timer);
          timer();
        }
        await settle();
      }
    },
  };
}
