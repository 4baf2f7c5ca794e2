import { z } from "zod";

interface OutcomeFacts {
  /** Whether the outcome ends the delivery. Otherwise the delivery is retried. */
  readonly final: boolean;
  /** Whether what the delivery asked for is done. */
  readonly success: boolean;
  /** Discord's JSON error codes that mean this outcome. Source: Discord, "Opcodes and Status Codes". */
  readonly discordCodes: readonly number[];
  readonly meaning: string;
  /** What an operator can do. */
  readonly fix: string;
}

/** Every outcome of a delivery: whether it is final, what it means, and what to do about it. */
export const OUTCOMES = {
  delivered: {
    final: true,
    success: true,
    discordCodes: [],
    meaning: "Done, and confirmed by reading it again.",
    fix: "Nothing to do.",
  },
  already_done: {
    final: true,
    success: true,
    discordCodes: [],
    meaning: "Nothing had to change: it was already done.",
    fix: "Nothing to do.",
  },
  superseded: {
    final: true,
    success: false,
    discordCodes: [],
    meaning: "A newer delivery for the same user replaced this one before it was applied.",
    fix: "Nothing to do: the newer delivery has the current state.",
  },
  dm_closed: {
    final: true,
    success: false,
    discordCodes: [50007],
    meaning: "The user does not accept direct messages from the bot.",
    fix: "The user can allow direct messages from server members. MODDY_FALLBACK_CHANNEL_ID sets a channel to use instead.",
  },
  no_mutual_guild: {
    final: true,
    success: false,
    discordCodes: [50278],
    meaning: "The user shares no server with the bot, so Discord refuses the message.",
    fix: "The user has to join the server.",
  },
  unknown_user: {
    final: true,
    success: false,
    discordCodes: [10013],
    meaning: "Discord has no user with this id.",
    fix: "Check the Discord id that is linked to the account.",
  },
  not_member: {
    final: true,
    success: false,
    discordCodes: [10007],
    meaning: "The user is not a member of the server.",
    fix: "Nothing to do: when the user joins, they get what they are due.",
  },
  unknown_role: {
    final: true,
    success: false,
    discordCodes: [10011],
    meaning: "A role that a plan names does not exist in the server.",
    fix: "Correct the role id in the plan catalogue or in MODDY_PREMIUM_ROLE_ID.",
  },
  role_too_high: {
    final: true,
    success: false,
    discordCodes: [50013],
    meaning: "The role or the member is above the bot's highest role, so Discord refuses the change.",
    fix: "Server settings, Roles: drag the bot's role up, above every role that it gives and every member that it changes. Nobody can change the server's owner.",
  },
  missing_permission: {
    final: true,
    success: false,
    discordCodes: [50013, 50001],
    meaning: "The bot does not have a permission that the call needs.",
    fix: "Run `npx moddy doctor` beside the bot: it names the permission and prints the link that gives it.",
  },
  rate_limited: {
    final: false,
    success: false,
    discordCodes: [20028, 40094],
    meaning: "Discord limits the rate of calls.",
    fix: "Nothing to do: it is retried after the time that Discord asks for.",
  },
  discord_unavailable: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "Discord did not answer, or answered with a server error.",
    fix: "Nothing to do: it is retried. Discord's status page shows outages.",
  },
  bot_not_ready: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "The bot runs, but has no session with Discord's gateway yet, or it is shutting down.",
    fix: "It is retried. If this continues, run `moddy doctor` beside the bot.",
  },
  backend_unavailable: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "The backend could not be reached, is not ready, or did not do it.",
    fix: "It is retried. If this continues, run `moddy doctor` beside the bot.",
  },
  bot_unavailable: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "The bot could not be reached, or did not do it.",
    fix: "It is retried. If this continues, run `moddy doctor` beside the backend.",
  },
  rejected: {
    final: true,
    success: false,
    discordCodes: [],
    meaning:
      "The other service refuses the request, or says no without a reason that is known: a bug, two plan catalogues or two " +
      "versions that differ.",
    fix: "Run `moddy doctor`, fix the cause, then run `moddy deliveries retry`.",
  },
} as const satisfies Record<string, OutcomeFacts>;

/** The code of an outcome. */
export type Outcome = keyof typeof OUTCOMES;

/** Every outcome's code, in the order of the table. */
export const OUTCOME_CODES = Object.keys(OUTCOMES) as [Outcome, ...Outcome[]];

/** The zod schema of an outcome's code. */
export const outcome = z
  .enum(OUTCOME_CODES)
  .meta({ id: "Outcome", description: "The result of the delivery; see the page on outcomes." });

/** Whether an outcome ends its delivery. */
export function isFinal(code: Outcome): boolean {
  return OUTCOMES[code].final;
}

/** Whether an outcome means that what the delivery asked for is done. */
export function isSuccess(code: Outcome): boolean {
  return OUTCOMES[code].success;
}
