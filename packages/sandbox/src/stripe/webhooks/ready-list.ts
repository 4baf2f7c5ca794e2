/** A list that gives out its oldest item or any item, both without moving all the others. */
export interface ReadyList<T> {
  readonly size: number;
  push(item: T): void;
  oldest(): T | undefined;
  /** `share` in [0, 1) says which one. */
  any(share: number): T | undefined;
}

/** Below this many given out, the front is not worth cutting off. */
const CUT_AT = 1024;

export function createReadyList<T>(): ReadyList<T> {
  const items: T[] = [];
  let front = 0;
  return {
    get size() {
      return items.length - front;
    },
    push: (item) => void items.push(item),
    oldest() {
      const item = items[front];
      if (item === undefined) return undefined;
      front += 1;
      if (front >= CUT_AT && front * 2 >= items.length) {
        items.splice(0, front);
        front = 0;
      }
      return item;
    },
    any(share) {
      const position = front + Math.floor(share * (items.length - front));
      const item = items[position];
      const last = items.length > front ? items.pop() : undefined;
      if (last !== undefined && position < items.length) items[position] = last;
      return item;
    },
  };
}
