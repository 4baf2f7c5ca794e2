import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import { checkDiscordAnswer } from "../discord/get-from-discord.ts";
import { application, bodyOf } from "../discord/responses.ts";
import { bad, ok, skipped } from "../finding.ts";

/** Whether the application has every privileged intent that a feature of the bot needs. */
export const discordIntents: Check<Pick<CheckContext, "getFromDiscord" | "discordNeeds">> = {
  id: "discord_intents",
  title: "Discord intents",
  run: async ({ getFromDiscord, discordNeeds }) => {
    const answer = await getFromDiscord("/applications/@me");
    const problem = checkDiscordAnswer(answer);
    if (problem !== undefined) return problem;
    const flags = bodyOf(answer, application)?.flags;
    if (flags === undefined) return skipped("Discord's answer has no flags");
    const needed = discordNeeds.intents.filter((intent) => intent.flags !== null);
    const missing = needed.filter((intent) => (flags & (intent.flags ?? 0)) === 0);
    const list = (intents: typeof needed) => intents.map(({ title }) => title).join(", ");
    if (missing.length === 0) return ok(needed.length === 0 ? "none needed" : `${list(needed)}: on`);
    const reasons = missing.map(({ title, features }) => `${title} is needed by: ${features.join(", ")}.`);
    return bad(
      "discord_intent_missing",
      `${list(missing)} ${missing.length === 1 ? "is" : "are"} off`,
      `Discord ends the bot's session (4014). ${reasons.join(" ")}`,
      `Discord developer portal, Bot, Privileged Gateway Intents: switch ${list(missing)} on, then restart the bot.`,
    );
  },
};
