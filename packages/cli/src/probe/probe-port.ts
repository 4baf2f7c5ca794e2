import { connect } from "../network/connect.ts";
import type { Address, Resolution } from "../network/resolve-name.ts";

/** The result for one port of one address. */
export interface ProbeResult {
  readonly port: number;
  readonly address: string | null;
  readonly family: 4 | 6 | null;
  readonly state: "open" | "refused" | "filtered" | "unreachable" | "reset" | "denied" | "failed" | "unresolved";
  readonly ms: number | null;
  readonly code: string | null;
}

async function probeAddress({ address, family }: Address, port: number, timeoutMs: number): Promise<ProbeResult> {
  const result = await connect(address, port, timeoutMs);
  const measured = result.state === "open" ? { ms: result.ms, code: null } : { ms: null, code: result.code };
  return { port, address, family, state: result.state, ...measured };
}

/** Connects to every address of a name on one port. */
export async function probePort(resolution: Resolution, port: number, timeoutMs: number): Promise<ProbeResult[]> {
  if ("code" in resolution) {
    return [{ port, address: null, family: null, state: "unresolved", ms: null, code: resolution.code }];
  }
  return Promise.all(resolution.addresses.map((address) => probeAddress(address, port, timeoutMs)));
}
