import { GatewayCloseCodes } from "discord.js";

/** Something about the gateway that does not mend itself; `fix` is for a person. */
export interface GatewayProblem {
  readonly code: "bad_token" | "missing_intent" | "gateway_refused";
  readonly message: string;
  readonly fix: string;
}

/** Discord does not know the token. */
export const BAD_TOKEN: GatewayProblem = {
  code: "bad_token",
  message: "Discord refuses the bot's token",
  fix: "Discord developer portal, Bot: reset the token and set it as DISCORD_TOKEN",
};

/** The application may not see the server's members. */
export const MISSING_INTENT: GatewayProblem = {
  code: "missing_intent",
  message: "The bot is not allowed the Server Members intent",
  fix: "Discord developer portal, Bot, Privileged Gateway Intents: switch Server Members Intent on",
};

const PROBLEM_BY_CLOSE = new Map<number, GatewayProblem>([
  [GatewayCloseCodes.AuthenticationFailed, BAD_TOKEN],
  [GatewayCloseCodes.DisallowedIntents, MISSING_INTENT],
  ...[
    GatewayCloseCodes.InvalidShard,
    GatewayCloseCodes.ShardingRequired,
    GatewayCloseCodes.InvalidAPIVersion,
    GatewayCloseCodes.InvalidIntents,
  ].map((code) => [code, refusal(code)] as const),
]);

function refusal(code: number): GatewayProblem {
  return {
    code: "gateway_refused",
    message: `Discord's gateway refuses the connection with ${code}`,
    fix: "look the code up in Discord's documentation, Gateway Close Event Codes",
  };
}

/** What a close code means that Discord does not want to be tried again; undefined for all others. */
export function problemOfClose(code: number): GatewayProblem | undefined {
  return PROBLEM_BY_CLOSE.get(code);
}
