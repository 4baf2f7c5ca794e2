import { CONTRACT_VERSION } from "@moddy/schemas";
import type { Check } from "../check.ts";
import { bad, ok, warn } from "../finding.ts";

function majorOf(version: string): string {
  return version.split(".")[0] ?? "";
}

/** Whether both services use the same version of the contract. */
export const contract: Check = {
  id: "contract",
  title: "contract",
  run: async ({ own, peer, callPeerEcho }) => {
    const result = await callPeerEcho();
    if (result.reply === undefined) {
      return bad(
        "echo_failed",
        `the ${peer.title} does not answer the echo (${result.error.code})`,
        result.error.message,
        `Search the ${peer.title}'s log for request id ${result.error.requestId}. If it is an older version, deploy it again.`,
      );
    }
    const theirs = result.reply.contract_version;
    if (theirs === CONTRACT_VERSION) return ok(`both use version ${theirs}`);
    const found = `the ${own.title} uses version ${CONTRACT_VERSION}, the ${peer.title} ${theirs}`;
    const fix = "Deploy both services from the same version.";
    if (majorOf(theirs) === majorOf(CONTRACT_VERSION)) return warn("contract_older", found, fix);
    return bad("contract_differs", found, "The two versions are not compatible.", fix);
  },
};
