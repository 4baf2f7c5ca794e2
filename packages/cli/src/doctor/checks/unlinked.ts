import { formatSeconds } from "../../terminal/format-seconds.ts";
import type { Check } from "../check.ts";
import { ok, skipped, warn } from "../finding.ts";

/** Whether everybody who pays has a Discord user. */
export const unlinked: Check = {
  id: "unlinked",
  title: "payments",
  run: async ({ inspectDatabase }) => {
    const state = await inspectDatabase();
    if (state.kind === "failed" || state.unlinked === undefined) return skipped("the database has no customers");
    const { count, oldestSeconds } = state.unlinked;
    if (count === 0) return ok("every customer who pays has a Discord user");
    const who = count === 1 ? "1 customer pays and has" : `${count} customers pay and have`;
    const fix = "`moddy unlinked` lists them; `moddy link <customer> <discord-id>` gives the plan to a Discord user.";
    return warn("payments_unlinked", `${who} no Discord user, the oldest for ${formatSeconds(oldestSeconds)}`, fix);
  },
};
