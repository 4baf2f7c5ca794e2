import { formatSeconds } from "../../terminal/format-seconds.ts";
import type { Check } from "../check.ts";
import { ok, skipped, warn } from "../finding.ts";

const OLD_SECONDS = 3_600;

/** Whether the events that Stripe sent are processed. */
export const stripeEvents: Check = {
  id: "stripe_events",
  title: "Stripe events",
  run: async ({ inspectDatabase }) => {
    const state = await inspectDatabase();
    if (state.kind === "failed" || state.events === undefined) return skipped("the database has no events");
    const { setAside, waiting, oldestWaitingSeconds } = state.events;
    const reasons = Object.entries(setAside).map(([reason, count]) => `${reason} ${count}`);
    if (reasons.length > 0) {
      const total = Object.values(setAside).reduce((sum, count) => sum + count, 0);
      const found = `${total} of the last 30 days could not be processed: ${reasons.join(", ")}`;
      const fix =
        "`moddy events list --reason <reason>` shows them, `moddy events show <id>` says what to do, and " +
        "`moddy events retry --reason <reason>` retries them.";
      return warn("stripe_events_set_aside", found, fix);
    }
    const found =
      waiting === 0 ? "0 waiting" : `${waiting} waiting, the oldest for ${formatSeconds(oldestWaitingSeconds)}`;
    if (oldestWaitingSeconds <= OLD_SECONDS) return ok(found);
    const fix =
      "`moddy events list --result waiting` shows them. The backend's log says why: each line has the event's id.";
    return warn("stripe_events_waiting", found, fix);
  },
};
