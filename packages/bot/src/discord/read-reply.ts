import type { z } from "zod";
import { UnreadableReplyError } from "./failure.ts";

/** Discord's reply in the shape that is documented, or an error: a proxy's page has another one. */
export function readReply<T>(schema: z.ZodType<T>, reply: unknown): T {
  const result = schema.safeParse(reply);
  if (!result.success) throw new UnreadableReplyError("Discord's reply does not have the documented shape");
  return result.data;
}
