import type { z } from "zod";
import { UnreadableReplyError } from "./failure.ts";

/** Discord's reply in its documented shape. @throws {UnreadableReplyError} for any other, such as a proxy's page. */
export function readReply<T>(schema: z.ZodType<T>, reply: unknown): T {
  const result = schema.safeParse(reply);
  if (!result.success) throw new UnreadableReplyError("Discord's reply does not have the documented shape");
  return result.data;
}
