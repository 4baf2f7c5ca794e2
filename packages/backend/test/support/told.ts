import type { StandInBot } from "./start-stand-in-bot.ts";

/** What the bot was told about one Discord user, in order, in short: `roles premium`, `subscription_created premium`. */
export function told(bot: StandInBot, discordId: string): string[] {
  return bot.calls
    .filter(({ request }) => request.discord_id === discordId)
    .map((call) =>
      call.operation === "notify"
        ? `${call.request.action} ${call.request.plan}`
        : `${call.operation === "rolesUpdate" ? "roles" : ""} ${call.request.plan}`,
    );
}
