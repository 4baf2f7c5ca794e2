import type { Operation } from "@moddy/schemas";

/** A set of operations by name, such as `botOperations`. */
export type Operations = Readonly<Record<string, Operation>>;
