import { resourceMissing } from "./errors.ts";

export interface Row {
  id: string;
}

/** The objects of one kind, in the order of their creation. */
export interface Table<T extends Row> {
  /** What Stripe calls one of them in an error, for example `subscription`. */
  readonly kind: string;
  add(row: T): T;
  find(id: string): T | undefined;
  /** Throws Stripe's 404 `resource_missing`. */
  get(id: string, param?: string): T;
  remove(id: string): boolean;
  /** Oldest first. */
  all(): T[];
  newestFirst(): T[];
  readonly size: number;
}

export function createTable<T extends Row>(kind: string): Table<T> {
  const rows = new Map<string, T>();
  return {
    kind,
    add(row) {
      rows.set(row.id, row);
      return row;
    },
    find: (id) => rows.get(id),
    get(id, param) {
      const row = rows.get(id);
      if (row === undefined) throw resourceMissing(kind, id, param);
      return row;
    },
    remove: (id) => rows.delete(id),
    all: () => [...rows.values()],
    newestFirst: () => [...rows.values()].reverse(),
    get size() {
      return rows.size;
    },
  };
}
