import type { Check } from "../check.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { bodyOf, gatewayBot } from "../discord/responses.ts";
import { bad, ok, skipped, warn } from "../finding.ts";

const FEW = 50;

/** How often the bot may still start a gateway session today. */
export const discordGateway: Check = {
  id: "discord_gateway",
  title: "Discord gateway",
  run: async ({ getFromDiscord }) => {
    const answer = await getFromDiscord("/gateway/bot");
    const problem = checkDiscordAnswer(answer);
    if (problem !== undefined) return problem;
    const limit = bodyOf(answer, gatewayBot)?.session_start_limit;
    if (limit === undefined) return skipped("Discord's answer has no session start limit");
    const found = `${limit.remaining} of ${limit.total} session starts left`;
    const minutes = Math.ceil(limit.reset_after / 60_000);
    if (limit.remaining === 0) {
      const cause = "The bot restarted so often that it used up today's session starts.";
      const fix = `Stop the bot and fix what restarts it. Start it again in ${minutes} minutes, when Discord resets the limit.`;
      return bad("discord_identifies", found, cause, fix);
    }
    if (limit.remaining < FEW) {
      return warn(
        "discord_identifies_low",
        found,
        `Restart the bot rarely; Discord resets the limit in ${minutes} minutes.`,
      );
    }
    return ok(found);
  },
};
