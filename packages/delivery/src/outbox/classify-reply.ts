import { outcomeOf } from "@moddy/internal-api/server";
import type { AttemptResult } from "./classify-failure.ts";

/** What a 200 reply means for its delivery. A reply without an outcome counts by its `success`. */
export function classifyReply(reply: unknown): AttemptResult {
  const outcome = outcomeOf(reply);
  if (outcome) return { outcome, waitsForPeer: outcome === "bot_not_ready", detail: null };
  const success = typeof reply === "object" && reply !== null && "success" in reply && reply.success === true;
  return success
    ? { outcome: "delivered", waitsForPeer: false, detail: null }
    : { outcome: "rejected", waitsForPeer: false, detail: "The reply says success: false and names no outcome" };
}
