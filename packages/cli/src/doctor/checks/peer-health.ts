import type { Check } from "../check.ts";
import { bad, ok, skipped } from "../finding.ts";
import { parseHealth } from "../peer/fetch-health.ts";

const CAUSE = {
  bot: "It has no live Discord session, or its database does not answer.",
  backend: "Its database or its queue does not answer.",
} as const;

/** Whether the other service reports that it is healthy. */
export const peerHealth: Check = {
  id: "peer_health",
  title: "peer's health",
  run: async ({ peer, fetchPeerHealth }) => {
    const health = parseHealth(await fetchPeerHealth());
    if (health === undefined) return skipped(`the ${peer.title} reports its health to signed calls only`);
    if (health.healthy) return ok(`the ${peer.title} is healthy, version ${health.version}`);
    const fix = `Run \`moddy doctor --from ${peer.name}\` on the ${peer.title}'s host.`;
    return bad("peer_unhealthy", `the ${peer.title} reports that it is unhealthy`, CAUSE[peer.name], fix);
  },
};
