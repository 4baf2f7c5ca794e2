import type { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import type { Outcome } from "./outcomes.ts";

/** The two services. Each serves operations of its own. */
export type ServiceName = "bot" | "backend";

/** One call of the contract. */
export interface Operation<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  /** Unique within its service. It is the name in metrics, logs and OpenAPI. */
  readonly id: string;
  readonly service: ServiceName;
  readonly method: "GET" | "POST";
  /** It changes nothing: the client sends it again without an Idempotency-Key, so that the reply is always fresh. */
  readonly readOnly?: true;
  readonly path: `/internal/${string}`;
  readonly summary: string;
  readonly description: string;
  /** The body; `z.undefined()` for a GET. */
  readonly request: Request;
  /** The body of the 200 reply. */
  readonly reply: Reply;
  /** The boolean of the reply that says whether it was done. In a reply without `outcome` it decides. */
  readonly flag?: string;
  /** The values that `outcome` of the reply can have. */
  readonly outcomes: readonly Outcome[];
  readonly errors: readonly ErrorCode[];
  /** How long the client waits for the whole call, in milliseconds. */
  readonly deadlineMs: number;
  readonly examples: { readonly request: z.input<Request>; readonly reply: z.input<Reply> };
}

/** Declares an operation. TypeScript infers the types of its request and reply from the schemas. */
export function defineOperation<Request extends z.ZodType, Reply extends z.ZodType>(
  operation: Operation<Request, Reply>,
): Operation<Request, Reply> {
  return operation;
}

/** What a caller passes to an operation (fields with a default are optional). */
export type RequestOf<O extends Operation> = z.input<O["request"]>;

/** What the handler of an operation gets (with defaults filled in). */
export type ParsedRequestOf<O extends Operation> = z.output<O["request"]>;

/** What an operation answers with. */
export type ReplyOf<O extends Operation> = z.output<O["reply"]>;
