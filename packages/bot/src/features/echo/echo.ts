import { performance } from "node:perf_hooks";
import { InternalApiError, type InternalClient } from "@moddy/internal-api/client";
import type { Handler } from "@moddy/internal-api/server";
import { type backendOperations, type botOperations, CONTRACT_VERSION, SERVICE_LABELS } from "@moddy/schemas";

export interface EchoOptions {
  readonly version: string;
  readonly backend: InternalClient<typeof backendOperations>;
  readonly now: () => number;
}

/** `POST /internal/echo`: who answers, and on request whether the backend can be reached from here. */
export function createEcho({ version, backend, now }: EchoOptions): Handler<typeof botOperations.echo> {
  return async ({ call_back: callBack }, { secretUsed, requestId, traceparent, signal }) => ({
    service: SERVICE_LABELS.bot,
    version,
    contract_version: CONTRACT_VERSION,
    time: new Date(now()).toISOString(),
    secret: secretUsed,
    peer: callBack ? await callPeer(backend, { requestId, traceparent, signal }) : null,
  });
}

async function callPeer(
  backend: EchoOptions["backend"],
  options: { requestId: string; traceparent: string | undefined; signal: AbortSignal },
) {
  const start = performance.now();
  const took = () => Math.round((performance.now() - start) * 10) / 10;
  try {
    await backend.call("echo", { call_back: false }, { ...options, deadlineMs: 5_000, retry: false });
    return { reached: true, code: null, message: null, duration_ms: took() };
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    return { reached: false, code: error.code, message: error.message, duration_ms: took() };
  }
}
