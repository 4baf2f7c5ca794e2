import { formatSeconds } from "../../terminal/age.ts";
import type { Check } from "../check.ts";
import { bad, ok, skipped, warn } from "../finding.ts";

// A due delivery is taken up within a second or two; backoff moves the due time, so only a dead worker leaves it lying.
const OVERDUE_SECONDS = 120;
const OLD_SECONDS = 3_600;

/** Whether the outbox moves, and how old its oldest delivery is. */
export const queue: Check = {
  id: "queue",
  title: "queue",
  run: async ({ own, lookAtDatabase }) => {
    const look = await lookAtDatabase();
    if (look.kind === "failed" || look.queue === undefined) return skipped("there is no outbox to look at");
    const { pending, dead, oldestPendingSeconds, overdueSeconds, working } = look.queue;
    if (!working && overdueSeconds > OVERDUE_SECONDS) {
      const found = `nobody takes up the ${pending} waiting deliveries; one has been due for ${formatSeconds(overdueSeconds)}`;
      const cause = `The ${own.title} is not running, or its queue hangs.`;
      return bad("queue_stuck", found, cause, `Start the ${own.title}, or restart it; what waits is not lost.`);
    }
    const found =
      pending === 0 ? "nothing waits" : `${pending} wait, the oldest for ${formatSeconds(oldestPendingSeconds)}`;
    if (dead > 0) {
      const fix = `\`moddy deliveries list --service ${own.name} --state dead\` shows them; \`moddy deliveries retry-all\` tries again.`;
      return warn("deliveries_dead", `${found}; ${dead} ended without success`, fix);
    }
    if (oldestPendingSeconds > OLD_SECONDS) {
      return warn(
        "deliveries_old",
        found,
        `\`moddy deliveries list --service ${own.name} --state pending\` shows why.`,
      );
    }
    return ok(found);
  },
};
