import type { Check } from "../check.ts";
import { bad, ok, skipped, warn } from "../finding.ts";
import { errorCodeOf } from "../peer/greet.ts";

/** Whether the other side takes our secret. */
export const bearer: Check = {
  id: "bearer",
  title: "bearer",
  run: async ({ peer, own, askPeer, echoPeer }) => {
    const answer = await askPeer();
    const code = errorCodeOf(answer);
    if (code === "wrong_secret") {
      return bad(
        "bearer_wrong",
        `the ${peer.title} does not know our secret (403)`,
        "INTERNAL_API_SECRET differs between the two sides.",
        `Set the same INTERNAL_API_SECRET on both and restart both. \`moddy secret rotate\` changes it without downtime.`,
      );
    }
    if (code === "missing_authorization") {
      return bad(
        "bearer_missing",
        `the ${peer.title} got no Authorization header, though it was sent (401)`,
        "A proxy between the two sides takes the header away.",
        `Let ${peer.urlVariable} lead straight to the ${peer.title}, or let the proxy pass Authorization on.`,
      );
    }
    if (code === "unavailable" || code === "rate_limited") return skipped(`the ${peer.title} is overloaded (${code})`);
    const { reply } = await echoPeer();
    if (reply?.secret === "previous") {
      const fix = `Set the ${own.title}'s INTERNAL_API_SECRET to the new one; \`moddy secret rotate\` leads through it.`;
      return warn("bearer_previous", `the ${peer.title} takes our secret as its previous one`, fix);
    }
    return ok(`the ${peer.title} takes our secret${reply === undefined ? "" : " as its current one"}`);
  },
};
