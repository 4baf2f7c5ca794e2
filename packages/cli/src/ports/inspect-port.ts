import { connect } from "../network/connect.ts";
import type { HeldListener } from "../network/list-listeners.ts";
import { type Reach, reachOf } from "../network/reach.ts";
import { tryListen } from "../network/try-listen.ts";

/** One family of a port. */
export interface FamilyState {
  readonly state: "free" | "in use" | "not permitted" | "no such family";
  readonly listeners: readonly { address: string; reach: Reach; pid: number | null; command: string | null }[];
}

/** A port of this host in both families. */
export interface PortState {
  readonly port: number;
  readonly ipv6: FamilyState;
  readonly ipv4: FamilyState;
  readonly reach: Reach | null;
}

const LOOPBACK = { 4: "127.0.0.1", 6: "::1" } as const;
const NARROW_TO_WIDE: readonly Reach[] = ["this host", "private network", "everywhere"];

async function inspectFamily(
  family: 4 | 6,
  port: number,
  known: readonly HeldListener[] | undefined,
): Promise<FamilyState> {
  const own = known?.filter((listener) => listener.port === port && listener.family === family) ?? [];
  const listeners = own.map(({ address, holder }) => ({
    address,
    reach: reachOf(address),
    pid: holder?.pid ?? null,
    command: holder?.command ?? null,
  }));
  if (listeners.length > 0) return { state: "in use", listeners };
  const state = await tryListen(family, port);
  if (state === "free" && known === undefined) {
    const answer = await connect(LOOPBACK[family], port, 1_000);
    return { state: answer.state === "open" ? "in use" : "free", listeners };
  }
  return { state, listeners };
}

/** Which process holds a port in each family, and who can reach it. `known` is the system's list, if it has one. */
export async function inspectPort(port: number, known: readonly HeldListener[] | undefined): Promise<PortState> {
  const ipv6 = await inspectFamily(6, port, known);
  let ipv4 = await inspectFamily(4, port, known);
  // The system lists a dual-stack listener on `::` under IPv6 alone, but it serves IPv4 as well.
  if (ipv4.state === "in use" && ipv4.listeners.length === 0) ipv4 = { ...ipv4, listeners: ipv6.listeners };
  const reaches = [...ipv6.listeners, ...ipv4.listeners].map(({ reach }) => reach);
  const reach = NARROW_TO_WIDE.findLast((one) => reaches.includes(one)) ?? null;
  return { port, ipv6, ipv4, reach };
}
