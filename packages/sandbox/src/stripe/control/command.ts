import { z } from "zod";
import type { Ids } from "../core/operation.ts";
import type { StripeState } from "../state.ts";

export interface CommandCall<Input> {
  readonly state: StripeState;
  readonly input: Input;
  readonly ids: Ids;
}

/** One call of the control API. */
export interface Command {
  readonly method: "DELETE" | "GET" | "POST";
  /** Below `/_sandbox/stripe`. */
  readonly path: string;
  readonly summary: string;
  /** The JSON Schema of the body, or of the query of a GET. */
  readonly input: unknown;
  readonly run: (state: StripeState, input: unknown, ids: Ids) => unknown;
}

export interface CommandFields<Schema extends z.ZodType> {
  readonly method: Command["method"];
  readonly path: string;
  readonly summary: string;
  readonly input: Schema;
  readonly run: (call: CommandCall<z.output<Schema>>) => unknown;
}

export function defineCommand<Schema extends z.ZodType>(fields: CommandFields<Schema>): Command {
  const { method, path, summary, input, run } = fields;
  return {
    method,
    path,
    summary,
    input: z.toJSONSchema(input, { io: "input" }),
    run: (state, raw, ids) => run({ state, ids, input: input.parse(raw ?? {}) }),
  };
}

export const noInput = z.strictObject({});
