import type { Check } from "../check.ts";
import type { Examination } from "../examination.ts";
import { bad, type Finding, ok, skipped } from "../finding.ts";

function causeOf(code: string, { own, peer }: Examination): { cause: string; fix: string } {
  const variable = own.urlVariable;
  switch (code) {
    case "name_not_resolved":
      return {
        cause: `The host in the ${peer.title}'s ${variable} is wrong or not there yet.`,
        fix: `Correct ${variable} on the ${peer.title}: the ${own.title}'s usual address is ${own.defaultUrl}.`,
      };
    case "connection_refused":
      return {
        cause: `The ${own.title} is not running, or the ${peer.title}'s ${variable} names another port or family.`,
        fix: `Start the ${own.title} with INTERNAL_HOST=::, and let ${variable} on the ${peer.title} name its INTERNAL_PORT.`,
      };
    case "connect_timeout":
    case "network_unreachable":
      return {
        cause: `A firewall before the ${own.title} drops it, or the two are in different networks.`,
        fix: `Run \`moddy firewall --from ${own.name}\` here: it prints the rules that open the port.`,
      };
    case "http_error":
      return {
        cause: `The ${own.title} refuses the ${peer.title}'s secret, or something else answers there.`,
        fix: `Set the same INTERNAL_API_SECRET on both sides and restart both; check ${variable} on the ${peer.title}.`,
      };
    default:
      return {
        cause: `The ${peer.title} reached something at its ${variable}, and got no proper answer.`,
        fix: `Check ${variable} on the ${peer.title} and the ${own.title}'s log.`,
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
    const { cause, fix } = causeOf(code ?? "", examination);
    const said = message === null ? "" : ` It says: ${message}`;
    return bad(
      `way_back_${code ?? "failed"}`,
      `the ${peer.title} does not reach the ${own.title} (${code})`,
      cause + said,
      fix,
    );
  },
};
