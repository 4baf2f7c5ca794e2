import { isIP } from "node:net";
import { resolveName } from "../../network/resolve-name.ts";
import type { ServiceFacts } from "../../pair/services.ts";
import type { Check } from "../check.ts";
import { bad, ok } from "../finding.ts";

const RECORD = { 4: "A", 6: "AAAA" } as const;

async function nameThatResolves(peer: ServiceFacts, but: string): Promise<string | undefined> {
  const usual = new URL(peer.defaultUrl).hostname;
  if (usual === but) return undefined;
  return (await resolveName(usual)).addresses.length > 0 ? usual : undefined;
}

function localFix({ urlVariable, internalPort }: ServiceFacts): string {
  return `On one machine set ${urlVariable}=http://[::1]:${internalPort}.`;
}

/** The other side's name: has it addresses, and of which family. */
export const peerName: Check = {
  id: "peer_name",
  title: "peer's name",
  run: async ({ configuration, peer, resolvePeer }) => {
    const host = configuration.peerUrl.hostname.replace(/^\[|\]$/g, "");
    const resolution = await resolvePeer();
    if (!("code" in resolution)) {
      const found = resolution.addresses.map(({ address, family }) => `${RECORD[family]} ${address}`).join(", ");
      return ok(isIP(host) ? `${host} needs no look-up` : `${host} is ${found}`);
    }
    const found = `${host} does not resolve (${resolution.code})`;
    const usual = await nameThatResolves(peer, host);
    if (usual !== undefined) {
      const cause = `The name is wrong: ${usual}, the ${peer.title}'s usual name, does resolve.`;
      return bad("name_wrong", found, cause, `Set ${peer.urlVariable} to http://${usual}:${peer.internalPort}.`);
    }
    if (resolution.detail === "no_answer") {
      const fix = "Check this host's DNS (/etc/resolv.conf, the container's network), then run this again.";
      return bad("name_no_dns", found, "No DNS server answered.", fix);
    }
    const cause = host.endsWith(".railway.internal")
      ? "It exists only inside the private network of Railway or Compose, and only once the other side is deployed there."
      : "The name is misspelt, not there yet, or known in another network only.";
    const fix = `Correct the host in ${peer.urlVariable}, or deploy the ${peer.title} first. ${localFix(peer)}`;
    return bad("name_unresolved", found, cause, fix);
  },
};
