import { outcomeOf } from "@moddy/internal-api/server";
import type { Operation, Outcome } from "@moddy/schemas";
import { type AttemptResult, UNAVAILABLE } from "./classify-failure.ts";
import { readSentence } from "./read-sentence.ts";

type Facts = Pick<Operation, "service" | "flag" | "outcomes">;

/** The detail of an attempt that was answered with a no and no reason that is known. */
export const UNEXPLAINED_NO = "The reply says no, without an outcome and without a reason that is known";

/**
 * So often such a no is asked again: it may pass, such as an outage of Discord. Then the delivery is dead, since the user's
 * roles wait behind it.
 */
export const MOST_UNEXPLAINED = 8;

function result(outcome: Outcome, detail: string | null): AttemptResult {
  return { outcome, waitsForPeer: outcome === "bot_not_ready", detail };
}

function fieldOf(reply: unknown, field: string): unknown {
  return typeof reply === "object" && reply !== null
    ? Object.entries(reply).find(([name]) => name === field)?.[1]
    : undefined;
}

/**
 * What a 200 reply means for its delivery. Without an outcome the operation's flag decides, and its sentence says why not.
 * @returns undefined for a no without a reason that is known.
 */
export function classifyReply(operation: Facts, reply: unknown): AttemptResult | undefined {
  const outcome = outcomeOf(reply);
  if (outcome) return result(outcome, null);
  const flags = operation.flag === undefined ? ["success"] : ["success", operation.flag];
  if (flags.every((flag) => fieldOf(reply, flag) === true)) return result("delivered", null);
  const message = fieldOf(reply, "message");
  const meant = typeof message === "string" ? readSentence(message, operation) : undefined;
  return meant && result(meant, "The reply says no without an outcome; its message gives the reason");
}

/** What a no without a known reason means, the `count`th time that the delivery got one. */
export function classifyUnexplained({ service }: Pick<Operation, "service">, count: number): AttemptResult {
  return result(count < MOST_UNEXPLAINED ? UNAVAILABLE[service] : "rejected", UNEXPLAINED_NO);
}
