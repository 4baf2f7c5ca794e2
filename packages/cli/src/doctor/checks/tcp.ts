import { listListeners } from "../../network/list-listeners.ts";
import { reachOf } from "../../network/reach.ts";
import type { Check } from "../check.ts";
import { type Attempt, CONNECT_TIMEOUT_MS, type Examination } from "../examination.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { howToStart } from "../how-to-start.ts";
import { identify } from "../peer/greet.ts";

function show(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** On this very host the kernel's list tells whether somebody listens there in another way. */
async function otherListener({ peerPort }: Examination, address: string): Promise<string | undefined> {
  if (reachOf(address) !== "this host") return undefined;
  return (await listListeners([peerPort]))?.[0]?.address;
}

/** Whether the other side itself answers on its usual port. */
async function isAtUsualPort(
  { context, configuration, peer, peerPort }: Examination,
  address: string,
): Promise<boolean> {
  if (peerPort === peer.internalPort) return false;
  const origin = `http://${show(address, peer.internalPort)}`;
  return (await identify(origin, configuration.variables.INTERNAL_API_SECRET, context)) === peer.name;
}

async function explainRefused(examination: Examination, { address }: Attempt): Promise<Finding> {
  const { context, peer, peerPort } = examination;
  const where = show(address, peerPort);
  const found = `${where} refused the connection`;
  const other = await otherListener(examination, address);
  if (other !== undefined) {
    const cause = `Wrong family or address: port ${peerPort} is open on ${other}, and not on ${address}.`;
    return bad("tcp_wrong_family", found, cause, `Set INTERNAL_HOST=:: beside the ${peer.title}, and restart it.`);
  }
  if (await isAtUsualPort(examination, address)) {
    const cause = `Wrong port: the ${peer.title} answers at ${show(address, peer.internalPort)}.`;
    return bad("tcp_wrong_port", found, cause, `Set the port in ${peer.urlVariable} to ${peer.internalPort}.`);
  }
  if (reachOf(address) === "this host") {
    const cause = `Nobody listens on port ${peerPort} of this host: the ${peer.title} is down, or has another INTERNAL_PORT.`;
    const elsewhere = ` If it is on another host or in another container, let ${peer.urlVariable} name that one.`;
    const fix = howToStart(context, peer) + (context.running === undefined ? elsewhere : "");
    return bad("tcp_refused", found, cause, fix);
  }
  const cause = `Nobody listens there (the ${peer.title} is down, on another port or in another family), or a firewall rejects.`;
  const fix = `Start the ${peer.title}, with INTERNAL_PORT=${peerPort} and INTERNAL_HOST=::; \`moddy ports\` beside it shows what it holds.`;
  return bad("tcp_refused", found, cause, fix);
}

function explain(examination: Examination, { address, family, result }: Attempt): Finding | Promise<Finding> {
  const { peer, peerPort } = examination;
  const where = show(address, peerPort);
  switch (result.state) {
    case "refused":
      return explainRefused(examination, { address, family, result });
    case "filtered":
      return bad(
        "tcp_filtered",
        `${where} did not answer within ${CONNECT_TIMEOUT_MS / 1_000} s`,
        `A firewall drops the connection, or the ${peer.title} is in another network.`,
        `Beside the ${peer.title} run \`moddy firewall --from ${peer.name}\`: it prints the rules that open the port.`,
      );
    case "denied":
      return bad(
        "tcp_denied",
        `${where} may not be reached from here (${result.code})`,
        "A firewall forbids it: this host's own, or one on the way.",
        `Allow outgoing TCP to port ${peerPort} here, or open it with \`moddy firewall --from ${peer.name}\` there.`,
      );
    default:
      return bad(
        "tcp_unreachable",
        `${where} cannot be reached (${"code" in result ? result.code : ""})`,
        `There is no way to this address: IPv${family} is missing on this host, or a firewall rejects it.`,
        `Join both sides to one IPv${family} network, or open the port with \`moddy firewall --from ${peer.name}\`.`,
      );
  }
}

// The order of what says the most: something that answered before silence.
const TELLING = ["refused", "denied", "filtered", "unreachable", "failed"];

/** The connection to the other side's internal port. */
export const tcp: Check = {
  id: "tcp",
  title: "TCP",
  run: async (examination) => {
    const attempts = await examination.connectPeer();
    const open = attempts.find(({ result }) => result.state === "open");
    if (open?.result.state === "open") {
      return ok(`${show(open.address, examination.peerPort)} is open, ${open.result.ms.toFixed(1)} ms`);
    }
    // A reset comes after the handshake: what cuts the connection is for the next check to say.
    const cut = attempts.find(({ result }) => result.state === "reset");
    if (cut !== undefined) return ok(`${show(cut.address, examination.peerPort)} is open`);
    const [worst] = [...attempts].sort((a, b) => TELLING.indexOf(a.result.state) - TELLING.indexOf(b.result.state));
    if (worst === undefined) throw new Error("A name that resolves has an address.");
    return explain(examination, worst);
  },
};
