import type { InternalClient } from "@moddy/internal-api/client";
import type { RequestOf } from "@moddy/schemas";
import type { Operations } from "./create-send.ts";

/** Calls the peer's health operation; without one in the contract the peer counts as healthy. Rejects if it is down. */
export async function isPeerHealthy<Ops extends Operations>(
  client: InternalClient<Ops>,
  operations: Ops,
  signal: AbortSignal,
): Promise<boolean> {
  if (!operations["health"]) return true;
  const reply: unknown = await client.call("health", undefined as RequestOf<Ops["health"]>, { signal, retry: false });
  return typeof reply === "object" && reply !== null && "status" in reply && reply.status === "healthy";
}
