import type { PortState } from "../../ports/inspect-port.ts";
import type { Examination } from "../examination.ts";
import { asksForSecret, errorCodeOf, greet, healthOf } from "../peer/greet.ts";

/** Who answers on one of our ports: `silent` takes connections and gives no answer. */
export type Tenant = "own" | "peer" | "public" | "silent" | "stranger";

/** Whether somebody listens on a port, on either family. */
export function isHeld({ ipv4, ipv6 }: PortState): boolean {
  return ipv4.state === "held" || ipv6.state === "held";
}

/** The addresses that a port is open on, as far as this user may know them. */
export function addressesOf({ ipv4, ipv6 }: PortState): string[] {
  return [...new Set([...ipv6.listeners, ...ipv4.listeners].map(({ address }) => address))];
}

function originOf(port: PortState): string {
  const [address] = addressesOf(port);
  const host = address === undefined || address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port.port}`;
}

/** Asks who holds one of our ports; who does not look like Moddy is never sent the secret. */
export async function tellTenant({ context, own, configuration }: Examination, port: PortState): Promise<Tenant> {
  const origin = originOf(port);
  const greeting = await greet(origin, undefined, context);
  if (greeting.kind === "failed" && greeting.code === "ETIMEDOUT") return "silent";
  if (errorCodeOf(greeting) === "not_found") return "public";
  if (!asksForSecret(greeting)) return "stranger";
  const health = healthOf(await greet(origin, configuration.variables.INTERNAL_API_SECRET, context));
  return health === undefined || health.service === own.name ? "own" : "peer";
}
