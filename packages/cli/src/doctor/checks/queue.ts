import { formatSeconds } from "../../terminal/format-seconds.ts";
import type { Check } from "../check.ts";
import { bad, ok, skipped, warn } from "../finding.ts";

// A worker sends a due delivery within a second or two. Backoff moves the due time, so a delivery stays overdue only if
// no worker runs.
const OVERDUE_SECONDS = 120;
const OLD_SECONDS = 3_600;

/** Whether the outbox is being sent, and how old its oldest delivery is. */
export const queue: Check = {
  id: "queue",
  title: "queue",
  run: async ({ own, inspectDatabase }) => {
    const state = await inspectDatabase();
    if (state.kind === "failed" || state.queue === undefined) return skipped("the database has no outbox");
    const { pending, dead, oldestPendingSeconds, overdueSeconds, working } = state.queue;
    if (!working && overdueSeconds > OVERDUE_SECONDS) {
      const found = `no worker sends the ${pending} pending deliveries; one is overdue by ${formatSeconds(overdueSeconds)}`;
      const cause = `The ${own.title} is not running, or its queue hangs.`;
      return bad("queue_stuck", found, cause, `Start or restart the ${own.title}. Pending deliveries are not lost.`);
    }
    const found =
      pending === 0 ? "0 pending" : `${pending} pending, the oldest for ${formatSeconds(oldestPendingSeconds)}`;
    const list = `\`moddy deliveries list --service ${own.name}`;
    if (dead > 0) {
      const fix = `${list} --state dead\` shows them; \`moddy deliveries retry-all --service ${own.name}\` retries them.`;
      return warn("deliveries_dead", `${found}; ${dead} ended without success`, fix);
    }
    if (oldestPendingSeconds > OLD_SECONDS)
      return warn("deliveries_old", found, `${list} --state pending\` shows why.`);
    return ok(found);
  },
};
