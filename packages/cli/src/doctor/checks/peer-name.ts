import { isIP } from "node:net";
import { resolveName } from "../../network/resolve-name.ts";
import type { ServiceFacts } from "../../pair/services.ts";
import type { Check } from "../check.ts";
import { bad, ok } from "../finding.ts";

const RECORD = { 4: "A", 6: "AAAA" } as const;

/** The peer's default name if it resolves and is not the name in use. */
async function findDefaultName(peer: ServiceFacts, inUse: string): Promise<string | undefined> {
  const name = new URL(peer.defaultUrl).hostname;
  if (name === inUse) return undefined;
  return (await resolveName(name)).addresses.length > 0 ? name : undefined;
}

function localFix({ urlVariable, internalPort }: ServiceFacts): string {
  return `If both services run on one machine, set ${urlVariable}=http://[::1]:${internalPort}.`;
}

/** Whether the peer's name has addresses, and of which family. */
export const peerName: Check = {
  id: "peer_name",
  title: "peer's name",
  run: async ({ configuration, peer, resolvePeer }) => {
    const host = configuration.peerUrl.hostname.replace(/^\[|\]$/g, "");
    const resolution = await resolvePeer();
    if (!("code" in resolution)) {
      const records = resolution.addresses.map(({ address, family }) => `${RECORD[family]} ${address}`).join(", ");
      return ok(isIP(host) ? `${host} is an IP address` : `${host} is ${records}`);
    }
    const found = `${host} does not resolve (${resolution.code})`;
    const name = await findDefaultName(peer, host);
    if (name !== undefined) {
      const cause = `The name is wrong: ${name}, the ${peer.title}'s default name, resolves.`;
      return bad("name_wrong", found, cause, `Set ${peer.urlVariable} to http://${name}:${peer.internalPort}.`);
    }
    if (resolution.detail === "no_answer") {
      const fix = "Check this host's DNS settings (/etc/resolv.conf, the container's network), then run this again.";
      return bad("name_no_dns", found, "No DNS server answered.", fix);
    }
    const cause = host.endsWith(".railway.internal")
      ? `The name exists only inside the private network of Railway or Compose, and only after the ${peer.title} is deployed there.`
      : "The name is misspelled, does not exist yet, or is known in another network only.";
    const fix = `Correct the host in ${peer.urlVariable}, or deploy the ${peer.title} first. ${localFix(peer)}`;
    return bad("name_unresolved", found, cause, fix);
  },
};
