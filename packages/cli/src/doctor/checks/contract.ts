import { CONTRACT_VERSION } from "@moddy/schemas";
import type { Check } from "../check.ts";
import { bad, ok, warn } from "../finding.ts";

function majorOf(version: string): string {
  return version.split(".")[0] ?? "";
}

/** Whether both sides speak the same contract. */
export const contract: Check = {
  id: "contract",
  title: "contract",
  run: async ({ own, peer, echoPeer }) => {
    const result = await echoPeer();
    if (result.reply === undefined) {
      return bad(
        "echo_failed",
        `the ${peer.title} does not answer the echo (${result.error.code})`,
        result.error.message,
        `Look at the ${peer.title}'s log by request id ${result.error.requestId}; if it is an older version, deploy it again.`,
      );
    }
    const theirs = result.reply.contract_version;
    if (theirs === CONTRACT_VERSION) return ok(`both speak ${theirs}`);
    const found = `the ${own.title} speaks ${CONTRACT_VERSION}, the ${peer.title} ${theirs}`;
    const fix = "Deploy both sides from the same version.";
    if (majorOf(theirs) === majorOf(CONTRACT_VERSION)) return warn("contract_older", found, fix);
    return bad("contract_differs", found, "The two do not understand each other's fields.", fix);
  },
};
