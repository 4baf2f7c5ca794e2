/** Runs work of one key one after the other and of different keys side by side; work that fails blocks nothing. */
export type SerializeByKey = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes one that holds within this process. */
export function createSerializeByKey(): SerializeByKey {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
