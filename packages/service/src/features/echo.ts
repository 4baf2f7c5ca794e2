import { InternalApiError, type InternalClient } from "@moddy/internal-api/client";
import type { CallContext } from "@moddy/internal-api/server";
import {
  type backendOperations,
  type botOperations,
  CONTRACT_VERSION,
  SERVICE_LABELS,
  type ServiceName,
} from "@moddy/schemas";

type Peer = Pick<InternalClient<Pick<typeof botOperations | typeof backendOperations, "echo">>, "call">;

const CALL_BACK_MS = 5_000;

/** `POST /internal/echo` of both services: who answers, and on request whether this service reaches the other one. */
export const echo = {
  name: "echo",
  setUp({
    service,
    version,
    peer,
    now,
  }: {
    readonly service: ServiceName;
    readonly version: string;
    readonly peer: Peer;
    readonly now: () => number;
  }) {
    return {
      operations: {
        echo: async ({ call_back }: { call_back: boolean }, context: CallContext) => ({
          service: SERVICE_LABELS[service] as never,
          version,
          contract_version: CONTRACT_VERSION,
          time: new Date(now()).toISOString(),
          secret: context.secretUsed,
          peer: call_back ? await callPeer(peer, context) : null,
        }),
      },
    };
  },
};

async function callPeer(peer: Peer, { requestId, traceparent, signal }: CallContext) {
  const start = performance.now();
  const elapsed = () => Math.round((performance.now() - start) * 10) / 10;
  const options = { requestId, traceparent, signal, deadlineMs: CALL_BACK_MS, retry: false } as const;
  try {
    await peer.call("echo", { call_back: false }, options);
    return { reached: true, code: null, message: null, duration_ms: elapsed() };
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    return { reached: false, code: error.code, message: error.message, duration_ms: elapsed() };
  }
}
