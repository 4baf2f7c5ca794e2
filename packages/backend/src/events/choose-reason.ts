import type { EventReason } from "@moddy/schemas";

/** How a reading failed that no waiting mends: Stripe has no such object, refuses to say it, or its answer has no known shape. */
export type LastingFailure = "missing" | "refused" | "unreadable";

/** How often a reading may fail in such a way before the event is set aside: within some 15 seconds. */
export const MOST_TRIES = 5;

/**
 * Why an event is set aside.
 * @param isEventKnown whether the key finds the event itself at Stripe: then it is the right key, and the object is gone.
 */
export function chooseReason(failure: LastingFailure, isEventKnown: boolean): EventReason {
  if (failure === "unreadable") return "unreadable_answer";
  if (!isEventKnown) return "event_unknown";
  return failure === "missing" ? "object_missing" : "refused";
}
