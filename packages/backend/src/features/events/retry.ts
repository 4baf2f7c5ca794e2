import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations, EventResult } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { secondsAgo } from "./seconds-ago.ts";

/** What did not end in one of these is processed, or waits anyway. */
function isRetryable(result: EventResult | undefined): result is "ignored" | "unreadable" | undefined {
  return result === undefined || result === "ignored" || result === "unreadable";
}

/** Answers `events_retry`: a repeated call finds nothing more to retry. */
export function createEventsRetry({
  stripeQueue,
  now,
}: Pick<Dependencies, "stripeQueue" | "now">): Handler<typeof backendOperations.eventsRetry> {
  return async ({ event_id: id, result, reason, type, older_than_seconds }) => {
    if (!isRetryable(result)) return { success: true, message: "0 events will be tried again.", count: 0 };
    const receivedBefore = secondsAgo(now(), older_than_seconds);
    const selection = {
      ...(id !== undefined && { id }),
      ...(result && { result }),
      ...(reason && { reasons: [reason] }),
      ...(type !== undefined && { type }),
      ...(receivedBefore && { receivedBefore }),
    };
    const count = await stripeQueue.reopen(selection);
    return { success: true, message: `${count === 1 ? "1 event" : `${count} events`} will be tried again.`, count };
  };
}
