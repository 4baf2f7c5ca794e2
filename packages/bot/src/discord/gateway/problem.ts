import { GatewayCloseCodes } from "discord.js";
import { type FeatureNeeds, type PrivilegedIntent, privilegedIntentsOf } from "./needs.ts";

/** Something about the gateway that only a person can correct; `fix` says how. */
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

/** The application is not allowed these intents. */
export function missingIntents(missing: readonly PrivilegedIntent[]): GatewayProblem {
  const told = missing.map(({ name, features }) => `the ${name} intent (needed by ${features.join(", ")})`);
  const switches = missing.map(({ name }) => `${name} Intent`);
  return {
    code: "missing_intent",
    message: `The bot is not allowed ${told.join(" and ")}`,
    fix: `Discord developer portal, Bot, Privileged Gateway Intents: switch on ${switches.join(" and ")}`,
  };
}

type DescribeProblem = (needs: readonly FeatureNeeds[]) => GatewayProblem;

const PROBLEM_BY_CLOSE = new Map<number, DescribeProblem>([
  [GatewayCloseCodes.AuthenticationFailed, () => BAD_TOKEN],
  // Discord does not say which intent it refuses.
  [GatewayCloseCodes.DisallowedIntents, (needs) => missingIntents(privilegedIntentsOf(needs))],
  ...[
    GatewayCloseCodes.InvalidShard,
    GatewayCloseCodes.ShardingRequired,
    GatewayCloseCodes.InvalidAPIVersion,
    GatewayCloseCodes.InvalidIntents,
  ].map((code): [number, DescribeProblem] => [code, () => refusal(code)]),
]);

function refusal(code: number): GatewayProblem {
  return {
    code: "gateway_refused",
    message: `Discord's gateway refuses the connection with ${code}`,
    fix: "look the code up in Discord's documentation, Gateway Close Event Codes",
  };
}

/** What a close code means after which Discord does not want another try; undefined for all others. */
export function problemOfClose(code: number, needs: readonly FeatureNeeds[]): GatewayProblem | undefined {
  return PROBLEM_BY_CLOSE.get(code)?.(needs);
}
