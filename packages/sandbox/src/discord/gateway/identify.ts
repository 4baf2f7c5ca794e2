import { GatewayCloseCodes, GatewayIntentBits } from "discord-api-types/v10";
import { z } from "zod";
import type { DiscordState } from "../state.ts";

export const identifyForm = z.object({
  token: z.string(),
  intents: z.int(),
  properties: z.looseObject({}),
  compress: z.boolean().nullish(),
  large_threshold: z.int().min(50).max(250).nullish(),
  shard: z.tuple([z.int(), z.int()]).nullish(),
  presence: z.looseObject({}).nullish(),
});
export type Identify = z.output<typeof identifyForm>;

const KNOWN_INTENTS = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === "number")
  .reduce((all, bit) => all | bit, 0);

/** The close code for an IDENTIFY that Discord refuses. */
export function refuseIdentify(state: DiscordState, identify: Identify): GatewayCloseCodes | undefined {
  if (!isToken(state, identify.token)) return GatewayCloseCodes.AuthenticationFailed;
  const [shard, count] = identify.shard ?? [0, 1];
  if (count < 1 || shard < 0 || shard >= count) return GatewayCloseCodes.InvalidShard;
  if (identify.intents < 0 || (identify.intents & ~KNOWN_INTENTS) !== 0) return GatewayCloseCodes.InvalidIntents;
  const { presences, members, messageContent } = state.application.intents;
  const refused =
    (presences ? 0 : GatewayIntentBits.GuildPresences) |
    (members ? 0 : GatewayIntentBits.GuildMembers) |
    (messageContent ? 0 : GatewayIntentBits.MessageContent);
  return (identify.intents & refused) === 0 ? undefined : GatewayCloseCodes.DisallowedIntents;
}

export function isToken({ application }: DiscordState, token: string): boolean {
  return application.tokenValid && token.replace(/^Bot /, "") === application.token;
}
