import type { Check } from "../check.ts";
import { bad, ok, skipped, warn } from "../finding.ts";
import { parseErrorCode } from "../peer/fetch-health.ts";

/** Whether the other service accepts our secret. */
export const bearer: Check = {
  id: "bearer",
  title: "bearer",
  run: async ({ peer, own, fetchPeerHealth, callPeerEcho }) => {
    const code = parseErrorCode(await fetchPeerHealth());
    if (code === "wrong_secret") {
      return bad(
        "bearer_wrong",
        `the ${peer.title} rejects our secret (403)`,
        "INTERNAL_API_SECRET is not the same on both sides.",
        "Set the same INTERNAL_API_SECRET on both sides and restart both. `moddy secret rotate` changes it without downtime.",
      );
    }
    if (code === "missing_authorization") {
      return bad(
        "bearer_missing",
        `the ${peer.title} received no Authorization header, but it was sent (401)`,
        "A proxy between the two services removes the header.",
        `Set ${peer.urlVariable} to the ${peer.title}'s own address, or let the proxy pass the Authorization header on.`,
      );
    }
    if (code === "unavailable" || code === "rate_limited") return skipped(`the ${peer.title} is overloaded (${code})`);
    const { reply } = await callPeerEcho();
    if (reply?.secret === "previous") {
      const fix = `Set the ${own.title}'s INTERNAL_API_SECRET to the new secret; \`moddy secret rotate\` shows each step.`;
      return warn("bearer_previous", `the ${peer.title} accepts our secret as its previous one`, fix);
    }
    return ok(`the ${peer.title} accepts our secret${reply === undefined ? "" : " as its current one"}`);
  },
};
