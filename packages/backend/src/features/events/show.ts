import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { findStripeEvent } from "../../store/stripe-events.ts";
import { describeEvent } from "./describe-event.ts";

/** Answers `events_show`. */
export function createEventsShow({ db }: Pick<Dependencies, "db">): Handler<typeof backendOperations.eventsShow> {
  return async ({ event_id }) => {
    const row = await findStripeEvent(db, event_id);
    if (!row) return { success: false, message: "There is no event with this id.", event: null };
    return { success: true, message: "Found.", event: describeEvent(row) };
  };
}
