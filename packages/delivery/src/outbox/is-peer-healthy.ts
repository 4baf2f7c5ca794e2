import type { InternalClient } from "@moddy/internal-api/client";
import type { RequestOf } from "@moddy/schemas";
import type { Operations } from "./create-send.ts";

/** Asks the other side's health; where the contract has none, being asked again counts as healthy. Rejects if it is away. */
export async function isPeerHealthy<Ops extends Operations>(
  client: InternalClient<Ops>,
  operations: Ops,
  signal: AbortSignal,
): Promise<boolean> {
  if (!operations["health"]) return true;
  const reply: unknown = await client.call("health", undefined as RequestOf<Ops["health"]>, { signal, retry: false });
  return typeof reply === "object" && reply !== null && "status" in reply && reply.status === "healthy";
}
