import { localUrl } from "../../network/format-address.ts";
import type { PortState } from "../../ports/inspect-port.ts";
import type { CheckContext } from "../check-context.ts";
import { fetchHealth, parseErrorCode, parseHealth, requiresSecret } from "../peer/fetch-health.ts";

/** Who answers on one of our ports: `silent` accepts connections but does not answer. */
export type PortHolder = "own" | "peer" | "public" | "silent" | "other";

/** Whether a process listens on a port, in either family. */
export function isInUse({ ipv4, ipv6 }: PortState): boolean {
  return ipv4.state === "in use" || ipv6.state === "in use";
}

/** The addresses that a port listens on, as far as this user may see them. */
export function addressesOf({ ipv4, ipv6 }: PortState): string[] {
  return [...new Set([...ipv6.listeners, ...ipv4.listeners].map(({ address }) => address))];
}

/** Asks the holder of one of our ports who it is; an unknown program never receives the secret. */
export async function identifyPortHolder(
  { cli, own, configuration }: Pick<CheckContext, "cli" | "own" | "configuration">,
  port: PortState,
): Promise<PortHolder> {
  const url = localUrl(addressesOf(port)[0] ?? "127.0.0.1", port.port);
  const answer = await fetchHealth(url, undefined, cli);
  if (answer.kind === "failed" && answer.code === "ETIMEDOUT") return "silent";
  if (parseErrorCode(answer) === "not_found") return "public";
  if (!requiresSecret(answer)) return "other";
  const health = parseHealth(await fetchHealth(url, configuration.variables.INTERNAL_API_SECRET, cli));
  return health === undefined || health.service === own.name ? "own" : "peer";
}
