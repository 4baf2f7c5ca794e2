import type { DiscordApi } from "../discord/api.ts";
import type { Attempt } from "../discord/failure.ts";
import { BAD_TOKEN, type GatewayProblem, MISSING_INTENT } from "./problem.ts";

/** The Server Members intent: of bots in many guilds, and of those in few. Source: Discord, Application Flags. */
const MEMBERS_INTENT = (1 << 14) | (1 << 15);

/** Asks over HTTP what the gateway would refuse: a refused identify would be one of the day's 1,000. */
export async function findProblem(api: DiscordApi, signal: AbortSignal): Promise<Attempt<GatewayProblem | undefined>> {
  const application = await api.readApplication(signal);
  if (!application.ok) {
    return application.failure.outcome === "bot_not_ready" ? { ok: true, value: BAD_TOKEN } : application;
  }
  const { flags } = application.value;
  const missing = flags !== undefined && (flags & MEMBERS_INTENT) === 0;
  return { ok: true, value: missing ? MISSING_INTENT : undefined };
}
