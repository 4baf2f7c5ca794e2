import type { z } from "zod";
import type { StripeState } from "../state.ts";

export type Ids = Readonly<Record<string, string>>;

export interface Call<Input> {
  readonly state: StripeState;
  readonly input: Input;
  /** The parts of the path, for example `id`. */
  readonly ids: Ids;
  /** The path without its query, for a list's `url`. */
  readonly url: string;
}

/** One call of the API: what it takes and what it does. */
export interface Operation {
  readonly method: "DELETE" | "GET" | "POST";
  /** Below `/v1`, for example `/customers/:id`. */
  readonly path: string;
  /** The `object` of the reply, which decides what may be expanded; for a list, the `object` of its items. */
  readonly returns: string;
  readonly list: boolean;
  /** Reads the parameters and returns the function to run, so that a refused call changes nothing. */
  readonly prepare: (input: unknown, call: Omit<Call<never>, "input">) => () => unknown;
}

export interface OperationFields<Schema extends z.ZodType> {
  readonly method: Operation["method"];
  readonly path: string;
  readonly returns: string;
  readonly list?: boolean;
  readonly params: Schema;
  readonly run: (call: Call<z.output<Schema>>) => unknown;
}
