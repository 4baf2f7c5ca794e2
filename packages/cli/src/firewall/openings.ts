import type { ServiceName } from "@moddy/schemas";
import { SERVICES } from "../pair/services.ts";

/** A port that must be reachable, and from which networks. */
export interface Opening {
  readonly label: string;
  readonly port: number;
  /** Addresses or networks in CIDR form; empty means everywhere. */
  readonly from: readonly string[];
}

/** The private ranges. Source: RFC 4193 and RFC 1918. */
const PRIVATE_RANGES = ["fc00::/7", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

/** The ports that one service needs open: its internal port for the peer, and the backend's public port for Stripe. */
export function openingsOf(
  service: ServiceName,
  options: { internalPort: number; publicPort: number; peers: readonly string[] },
): Opening[] {
  const { title } = SERVICES[service];
  const from = options.peers.length > 0 ? options.peers : PRIVATE_RANGES;
  const internal = { label: `moddy ${title} internal`, port: options.internalPort, from };
  if (service === "bot") return [internal];
  return [internal, { label: `moddy ${title} public`, port: options.publicPort, from: [] }];
}
