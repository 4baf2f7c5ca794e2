import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { listEvents } from "../../store/list-events.ts";
import { summarizeEvent } from "./describe-event.ts";
import { secondsAgo } from "./seconds-ago.ts";

/** Answers `events_list`. */
export function createEventsList({
  db,
  now,
}: Pick<Dependencies, "db" | "now">): Handler<typeof backendOperations.eventsList> {
  return async ({ limit, after = null, older_than_seconds, ...filter }) => {
    const receivedBefore = secondsAgo(now(), older_than_seconds);
    const rows = await listEvents(db, { ...filter, receivedBefore }, { limit: limit + 1, after });
    const page = rows.slice(0, limit);
    return {
      success: true,
      message: page.length === 1 ? "1 event." : `${page.length} events.`,
      events: page.map(summarizeEvent),
      next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  };
}
