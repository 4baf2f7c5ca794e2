import type { Check } from "../check.ts";
import { judgeAnswer } from "../discord/ask-discord.ts";
import { bodyOf, gatewayBot } from "../discord/wire.ts";
import { bad, ok, skipped, warn } from "../finding.ts";

const FEW = 50;

/** How often the bot may still start a gateway session today. */
export const discordGateway: Check = {
  id: "discord_gateway",
  title: "Discord gateway",
  run: async ({ askDiscord }) => {
    const answer = await askDiscord("/gateway/bot");
    const trouble = judgeAnswer(answer);
    if (trouble !== undefined) return trouble;
    const limit = bodyOf(answer, gatewayBot)?.session_start_limit;
    if (limit === undefined) return skipped("Discord told no limit");
    const found = `${limit.remaining} of ${limit.total} session starts left`;
    const minutes = Math.ceil(limit.reset_after / 60_000);
    if (limit.remaining === 0) {
      const cause = "A restart loop used up the day's session starts.";
      const fix = `Stop the bot, mend what makes it restart, and start it in ${minutes} minutes, when Discord counts anew.`;
      return bad("discord_identifies", found, cause, fix);
    }
    if (limit.remaining < FEW) {
      return warn("discord_identifies_low", found, `Do not restart the bot often; counted anew in ${minutes} minutes.`);
    }
    return ok(found);
  },
};
