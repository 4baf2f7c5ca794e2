import type { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import type { Outcome } from "./outcomes.ts";

/** The two services: who serves an operation. */
export type ServiceName = "bot" | "backend";

/** One call of the contract. */
export interface Operation<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  /** Unique among the operations of its service; the name in metrics, logs and OpenAPI. */
  readonly id: string;
  readonly service: ServiceName;
  readonly method: "GET" | "POST";
  /** It changes nothing, so that it may be sent again without a key; one with a key would be answered from the record. */
  readonly reads?: true;
  readonly path: `/internal/${string}`;
  readonly summary: string;
  readonly description: string;
  /** The body; `undefined`'s schema for a GET. */
  readonly request: Request;
  /** The body of the 200 reply. */
  readonly reply: Reply;
  /** The outcomes that the reply's `outcome` can name. */
  readonly outcomes: readonly Outcome[];
  readonly errors: readonly ErrorCode[];
  /** How long the client waits for the whole call, in milliseconds. */
  readonly deadlineMs: number;
  readonly examples: { readonly request: z.input<Request>; readonly reply: z.input<Reply> };
}

/** Declares an operation; the types of its request and reply are inferred from the schemas. */
export function defineOperation<Request extends z.ZodType, Reply extends z.ZodType>(
  operation: Operation<Request, Reply>,
): Operation<Request, Reply> {
  return operation;
}

/** What a caller passes to an operation (defaults may be left out). */
export type RequestOf<O extends Operation> = z.input<O["request"]>;

/** What a handler of an operation is given (defaults filled in). */
export type ParsedRequestOf<O extends Operation> = z.output<O["request"]>;

/** What an operation answers with. */
export type ReplyOf<O extends Operation> = z.output<O["reply"]>;
