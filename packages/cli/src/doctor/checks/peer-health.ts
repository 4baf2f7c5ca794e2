import type { Check } from "../check.ts";
import { bad, ok, skipped } from "../finding.ts";
import { healthOf } from "../peer/greet.ts";

const CAUSE = {
  bot: "It has no live Discord session, or its database does not answer.",
  backend: "Its database or its queue does not answer.",
} as const;

/** Whether the other side says that it works. */
export const peerHealth: Check = {
  id: "peer_health",
  title: "peer's health",
  run: async ({ peer, askPeer }) => {
    const health = healthOf(await askPeer());
    if (health === undefined) return skipped("not told without a signature");
    if (health.healthy) return ok(`the ${peer.title} is healthy, version ${health.version}`);
    const fix = `Run \`moddy doctor --from ${peer.name}\` beside the ${peer.title}.`;
    return bad("peer_unhealthy", `the ${peer.title} says that it is unhealthy`, CAUSE[peer.name], fix);
  },
};
