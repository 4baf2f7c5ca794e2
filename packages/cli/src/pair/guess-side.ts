import type { ServiceName } from "@moddy/schemas";
import type { Environment } from "../environment.ts";

/** Which service this environment belongs to: the one whose key it holds; undefined where it holds both or neither. */
export function guessSide(env: Environment): ServiceName | undefined {
  const bot = Boolean(env["DISCORD_TOKEN"]);
  const backend = Boolean(env["STRIPE_API_KEY"]);
  if (bot === backend) return undefined;
  return bot ? "bot" : "backend";
}
