import { performance } from "node:perf_hooks";
import type { GatewaySessions } from "../../store/gateway-sessions.ts";
import { createLiveness, type Liveness } from "./liveness.ts";

/** For how long after the holder's last heartbeat the session counts as alive, for health and for work; seconds. */
const HEALTHY_WITHIN_S = 10;
const USABLE_WITHIN_S = 20;

/** How the gateway session stands, in this process and in the one that holds it. */
export interface GatewayStatus {
  /** The connection of this process. */
  readonly liveness: Liveness;
  /** This process holds the session until `lease` is aborted; undefined: it no longer does. */
  readonly setLease: (lease: AbortSignal | undefined) => void;
  /** Whether this process is the one that holds the session. */
  readonly holdsSession: () => boolean;
  /** Whether the session is alive, here or in the process that holds it. */
  readonly isHealthy: () => Promise<boolean>;
  /** The same, and true also in the moment in which a session is resumed or handed over. */
  readonly isUsable: () => Promise<boolean>;
}

export function createGatewayStatus(sessions: Pick<GatewaySessions, "isAlive" | "wasAlive">): GatewayStatus {
  const liveness = createLiveness(() => performance.now());
  let held: AbortSignal | undefined;
  // From the moment that the lease is lost, another process may hold the session.
  const holdsSession = (): boolean => held?.aborted === false;
  const orFalse = (answer: Promise<boolean>): Promise<boolean> => answer.catch(() => false);
  return {
    liveness,
    setLease(lease) {
      held = lease;
    },
    holdsSession,
    isHealthy: async () => (holdsSession() ? liveness.isAlive() : orFalse(sessions.isAlive(HEALTHY_WITHIN_S))),
    isUsable: async () => liveness.isAlive() || orFalse(sessions.wasAlive(USABLE_WITHIN_S)),
  };
}
