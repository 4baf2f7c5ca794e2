import type { StandInBot } from "./start-stand-in-bot.ts";

/** What the backend sent the bot about one Discord user, in order, in short: `roles premium`, `subscription_created premium`. */
export function reportsTo(bot: StandInBot, discordId: string): string[] {
  return bot.calls
    .filter(({ request }) => request.discord_id === discordId)
    .map((call) => `${call.operation === "notify" ? call.request.action : "roles"} ${call.request.plan}`);
}
