import { formatAddress } from "../../network/format-address.ts";
import { listListeners } from "../../network/list-listeners.ts";
import { reachOf } from "../../network/reach.ts";
import type { Check } from "../check.ts";
import { type Attempt, type CheckContext, CONNECT_TIMEOUT_MS } from "../check-context.ts";
import { explainStart } from "../explain-start.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { identifyService } from "../peer/fetch-health.ts";

/** The address on which another listener holds the same port of this host. */
async function findOtherListener(port: number, address: string): Promise<string | undefined> {
  if (reachOf(address) !== "this host") return undefined;
  return (await listListeners([port]))?.[0]?.address;
}

/** Whether the other service answers on its default port. */
async function isAtDefaultPort(
  { cli, configuration, peer, peerPort }: CheckContext,
  address: string,
): Promise<boolean> {
  if (peerPort === peer.internalPort) return false;
  const origin = `http://${formatAddress(address, peer.internalPort)}`;
  return (await identifyService(origin, configuration.variables.INTERNAL_API_SECRET, cli)) === peer.name;
}

async function explainRefused(context: CheckContext, { address }: Attempt): Promise<Finding> {
  const { cli, peer, peerPort } = context;
  const found = `${formatAddress(address, peerPort)} refused the connection`;
  const other = await findOtherListener(peerPort, address);
  if (other !== undefined) {
    const cause = `Wrong family or address: port ${peerPort} is open on ${other}, but not on ${address}.`;
    return bad("tcp_wrong_family", found, cause, `Set INTERNAL_HOST=:: for the ${peer.title} and restart it.`);
  }
  if (await isAtDefaultPort(context, address)) {
    const cause = `Wrong port: the ${peer.title} answers at ${formatAddress(address, peer.internalPort)}.`;
    return bad("tcp_wrong_port", found, cause, `Set the port in ${peer.urlVariable} to ${peer.internalPort}.`);
  }
  if (reachOf(address) === "this host") {
    const cause = `No process listens on port ${peerPort} of this host: the ${peer.title} is not running, or it has another INTERNAL_PORT.`;
    const elsewhere = ` If it runs on another host or in another container, set ${peer.urlVariable} to that host.`;
    const fix = explainStart(cli, peer) + (cli.running === undefined ? elsewhere : "");
    return bad("tcp_refused", found, cause, fix);
  }
  const cause = `No process listens there (the ${peer.title} is not running, or it uses another port or family), or a firewall rejects the connection.`;
  const fix = `Start the ${peer.title} with INTERNAL_PORT=${peerPort} and INTERNAL_HOST=::. On its host \`moddy ports\` shows the ports in use.`;
  return bad("tcp_refused", found, cause, fix);
}

function explain(context: CheckContext, { address, family, result }: Attempt): Finding | Promise<Finding> {
  const { peer, peerPort } = context;
  const where = formatAddress(address, peerPort);
  switch (result.state) {
    case "refused":
      return explainRefused(context, { address, family, result });
    case "filtered":
      return bad(
        "tcp_filtered",
        `${where} did not answer within ${CONNECT_TIMEOUT_MS / 1_000} s`,
        `A firewall drops the connection, or the ${peer.title} is in another network.`,
        `On the ${peer.title}'s host run \`moddy firewall --from ${peer.name}\`: it prints the rules that open the port.`,
      );
    case "denied":
      return bad(
        "tcp_denied",
        `the connection to ${where} is forbidden (${result.code})`,
        "A firewall forbids the connection: on this host or on the way.",
        `Allow outgoing TCP to port ${peerPort} on this host, or open the port with \`moddy firewall --from ${peer.name}\` on the ${peer.title}'s host.`,
      );
    default:
      return bad(
        "tcp_unreachable",
        `${where} cannot be reached (${"code" in result ? result.code : ""})`,
        `There is no route to this address: this host has no IPv${family}, or a firewall rejects the connection.`,
        `Put both services in one IPv${family} network, or open the port with \`moddy firewall --from ${peer.name}\`.`,
      );
  }
}

// The most informative result first: an active refusal says more than silence.
const INFORMATIVE_FIRST = ["refused", "denied", "filtered", "unreachable", "failed"];

/** The connection to the other service's internal port. */
export const tcp: Check = {
  id: "tcp",
  title: "TCP",
  run: async (context) => {
    const attempts = await context.connectPeer();
    const open = attempts.find(({ result }) => result.state === "open");
    if (open?.result.state === "open") {
      return ok(`${formatAddress(open.address, context.peerPort)} is open, ${open.result.ms.toFixed(1)} ms`);
    }
    // A reset comes after the handshake: the HTTP check reports what closes the connection.
    const reset = attempts.find(({ result }) => result.state === "reset");
    if (reset !== undefined) return ok(`${formatAddress(reset.address, context.peerPort)} is open`);
    const [first] = attempts.toSorted(
      (a, b) => INFORMATIVE_FIRST.indexOf(a.result.state) - INFORMATIVE_FIRST.indexOf(b.result.state),
    );
    if (first === undefined) throw new Error("A name that resolves has an address.");
    return explain(context, first);
  },
};
