import type { DiscordApi } from "../api.ts";
import type { Attempt } from "../failure.ts";
import { type FeatureNeeds, privilegedIntentsOf } from "./needs.ts";
import { BAD_TOKEN, type GatewayProblem, missingIntents } from "./problem.ts";

/** Asks over HTTP what the gateway would refuse: a refused identify would be one of the day's 1,000. */
export async function findProblem(
  api: Pick<DiscordApi, "readApplication">,
  needs: readonly FeatureNeeds[],
  signal: AbortSignal,
): Promise<Attempt<GatewayProblem | undefined>> {
  const application = await api.readApplication(signal);
  if (!application.ok) {
    return application.failure.outcome === "bot_not_ready" ? { ok: true, value: BAD_TOKEN } : application;
  }
  const { flags: allowed } = application.value;
  // Discord may not tell the flags; the gateway then says whether it refuses.
  if (allowed === undefined) return { ok: true, value: undefined };
  const missing = privilegedIntentsOf(needs).filter(({ flags }) => (allowed & flags) === 0);
  return { ok: true, value: missing.length === 0 ? undefined : missingIntents(missing) };
}
