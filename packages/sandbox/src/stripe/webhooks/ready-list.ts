/** A list that removes its oldest item, or any item, without moving all the others. */
export interface ReadyList<T> {
  readonly size: number;
  push(item: T): void;
  oldest(): T | undefined;
  /** `share` in [0, 1) selects the item. */
  any(share: number): T | undefined;
}

/** How many removed items stay in the array before it is shortened. */
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
