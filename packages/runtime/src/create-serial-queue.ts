/** Runs the work of one key one after the other, and the work of different keys at the same time. */
export interface SerialQueue {
  /** Runs `work` after all earlier work of the same key has ended; settles as `work` does. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Makes a queue in memory for each key. A key without work takes no memory. */
export function createSerialQueue(): SerialQueue {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(key, work) {
      const before = tails.get(key) ?? Promise.resolve();
      const result = before.then(work, work).finally(() => {
        if (tails.get(key) === result) tails.delete(key);
      });
      tails.set(key, result);
      return result;
    },
  };
}
