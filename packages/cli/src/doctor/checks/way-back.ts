import type { Check } from "../check.ts";
import type { Examination } from "../examination.ts";
import { bad, type Finding, ok, skipped } from "../finding.ts";
import { howToStart } from "../how-to-start.ts";
import { isHeld } from "../own/tell-tenant.ts";

interface Cause {
  readonly kind: string;
  readonly cause: string;
  readonly fix: string;
}

async function causeOf(code: string, examination: Examination): Promise<Cause> {
  const { context, own, peer, inspectOwnPorts } = examination;
  const variable = own.urlVariable;
  switch (code) {
    case "name_not_resolved":
      return {
        kind: "name",
        cause: `The host in the ${peer.title}'s ${variable} is wrong or not there yet.`,
        fix: `Correct ${variable} on the ${peer.title}: the ${own.title}'s usual address is ${own.defaultUrl}.`,
      };
    case "connection_refused":
      if (!isHeld((await inspectOwnPorts()).internal)) {
        const cause = `The ${own.title} does not run: nobody holds its internal port.`;
        return { kind: "refused", cause, fix: howToStart(context, own) };
      }
      return {
        kind: "refused",
        cause: `The ${own.title} runs, and the ${peer.title}'s ${variable} names another port, address or family.`,
        fix: `Let ${variable} on the ${peer.title} name the ${own.title}'s INTERNAL_PORT, and set INTERNAL_HOST=:: here.`,
      };
    case "connect_timeout":
    case "network_unreachable":
      return {
        kind: "filtered",
        cause: `A firewall before the ${own.title} drops it, or ${variable} on the ${peer.title} names another network.`,
        fix: `Run \`moddy firewall --from ${own.name}\` here: it prints the rules that open the port.`,
      };
    default:
      return {
        kind: "broken",
        cause: `Something at the ${peer.title}'s ${variable} answers, and not as the ${own.title} would.`,
        fix: `Let ${variable} on the ${peer.title} name the ${own.title}'s INTERNAL_PORT, with the same secret on both sides.`,
      };
  }
}

/** Whether the other side reaches us: it is asked to call. */
export const wayBack: Check = {
  id: "way_back",
  title: "way back",
  run: async (examination): Promise<Finding> => {
    const { own, peer, echoPeer } = examination;
    const { reply } = await echoPeer();
    if (reply === undefined || reply.peer === null) return skipped(`the ${peer.title} did not try it`);
    const { reached, code, message, duration_ms } = reply.peer;
    if (reached) return ok(`the ${peer.title} reaches the ${own.title}, ${duration_ms.toFixed(1)} ms`);
    const { kind, cause, fix } = await causeOf(code ?? "", examination);
    const found = `the ${peer.title} does not reach the ${own.title} (${code})`;
    const said = message === null ? "" : ` The ${peer.title} says: ${message.split(". ")[0]}.`;
    return bad(`way_back_${kind}`, found, cause + said, fix);
  },
};
