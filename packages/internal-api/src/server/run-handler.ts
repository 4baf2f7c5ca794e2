import type { Operation } from "@moddy/schemas";
import { runTraced } from "../shared/trace.ts";
import type { StoredReply } from "./idempotency.ts";
import type { CallContext } from "./types.ts";

/** A handler of any operation. */
export type AnyHandler = (request: unknown, context: CallContext) => Promise<unknown>;

/** Runs a handler within the caller's trace and checks its reply against the operation. A wrong reply is a bug and throws. */
export async function runHandler(
  operation: Operation,
  handler: AnyHandler,
  request: unknown,
  context: CallContext,
): Promise<StoredReply> {
  const reply = operation.reply.safeParse(await runTraced(context, () => handler(request, context)));
  if (reply.success) return { status: 200, body: reply.data };
  const fields = reply.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new Error(`the reply of ${operation.id} does not match the contract: ${fields}`);
}
