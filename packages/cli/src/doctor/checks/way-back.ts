import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import { explainStart } from "../explain-start.ts";
import { bad, type Finding, ok, skipped } from "../finding.ts";
import { isInUse } from "../own/identify-port-holder.ts";

interface Cause {
  readonly kind: string;
  readonly cause: string;
  readonly fix: string;
}

async function explain(code: string, context: CheckContext): Promise<Cause> {
  const { cli, own, peer, inspectOwnPorts } = context;
  const variable = own.urlVariable;
  const fixPort = `On the ${peer.title}, set the port in ${variable} to the ${own.title}'s INTERNAL_PORT`;
  switch (code) {
    case "name_not_resolved":
      return {
        kind: "name",
        cause: `The host in the ${peer.title}'s ${variable} is wrong or does not exist yet.`,
        fix: `Correct ${variable} on the ${peer.title}. The ${own.title}'s default address is ${own.defaultUrl}.`,
      };
    case "connection_refused":
      if (!isInUse((await inspectOwnPorts()).internal)) {
        const cause = `The ${own.title} is not running: no process listens on its internal port.`;
        return { kind: "refused", cause, fix: explainStart(cli, own) };
      }
      return {
        kind: "refused",
        cause: `The ${own.title} is running, but the ${peer.title}'s ${variable} names another port, address or family.`,
        fix: `${fixPort}. Set INTERNAL_HOST=:: for the ${own.title}.`,
      };
    case "connect_timeout":
    case "network_unreachable":
      return {
        kind: "filtered",
        cause: `A firewall in front of the ${own.title} drops the connection, or the ${peer.title}'s ${variable} names another network.`,
        fix: `Run \`moddy firewall --from ${own.name}\` on this host: it prints the rules that open the port.`,
      };
    default:
      return {
        kind: "broken",
        cause: `The program at the ${peer.title}'s ${variable} does not answer as the ${own.title} does.`,
        fix: `${fixPort}. Set the same secret on both services.`,
      };
  }
}

/** Whether the other service can call us: the doctor asks it to try. */
export const wayBack: Check = {
  id: "way_back",
  title: "way back",
  run: async (context): Promise<Finding> => {
    const { own, peer, callPeerEcho } = context;
    const { reply } = await callPeerEcho();
    if (reply === undefined || reply.peer === null) return skipped(`the ${peer.title} did not try to call back`);
    const { reached, code, message, duration_ms } = reply.peer;
    if (reached) return ok(`the ${peer.title} reaches the ${own.title}, ${duration_ms.toFixed(1)} ms`);
    const { kind, cause, fix } = await explain(code ?? "", context);
    const found = `the ${peer.title} cannot reach the ${own.title} (${code})`;
    const reported = message === null ? "" : ` The ${peer.title} reports: ${message.split(". ")[0]}.`;
    return bad(`way_back_${kind}`, found, cause + reported, fix);
  },
};
