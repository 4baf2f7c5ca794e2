import type { ServiceName } from "@moddy/schemas";
import type { Environment } from "../environment.ts";

/** The service that this environment belongs to: the one whose key it has; undefined if it has both keys or neither. */
export function detectSide(env: Environment): ServiceName | undefined {
  const bot = Boolean(env["DISCORD_TOKEN"]);
  const backend = Boolean(env["STRIPE_API_KEY"]);
  if (bot === backend) return undefined;
  return bot ? "bot" : "backend";
}
