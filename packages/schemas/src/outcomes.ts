import { z } from "zod";

interface OutcomeFacts {
  /** A final outcome ends the delivery; any other is tried again. */
  readonly final: boolean;
  /** What was asked for is now so. */
  readonly success: boolean;
  /** Discord's JSON error codes that mean this outcome. Source: Discord, "Opcodes and Status Codes". */
  readonly discordCodes: readonly number[];
  readonly meaning: string;
  /** What a person can do about it. */
  readonly fix: string;
}

/** What can become of a delivery: the one table that says which outcome ends it and what it means. */
export const OUTCOMES = {
  delivered: {
    final: true,
    success: true,
    discordCodes: [],
    meaning: "Done, and read back from the other side.",
    fix: "Nothing to do.",
  },
  already_done: {
    final: true,
    success: true,
    discordCodes: [],
    meaning: "It was so already; nothing was changed.",
    fix: "Nothing to do.",
  },
  superseded: {
    final: true,
    success: false,
    discordCodes: [],
    meaning: "A newer delivery for the same user made this one void before it was applied.",
    fix: "Nothing to do: the newer delivery carries the current state.",
  },
  dm_closed: {
    final: true,
    success: false,
    discordCodes: [50007],
    meaning: "The user takes no direct messages from the bot.",
    fix: "The user can allow direct messages from server members; a fallback channel can be set with MODDY_FALLBACK_CHANNEL_ID.",
  },
  no_mutual_guild: {
    final: true,
    success: false,
    discordCodes: [50278],
    meaning: "The user shares no server with the bot, so it may not write to them.",
    fix: "The user has to join the server.",
  },
  unknown_user: {
    final: true,
    success: false,
    discordCodes: [10013],
    meaning: "Discord knows no user with this id.",
    fix: "Check the Discord id that is linked to the account.",
  },
  not_member: {
    final: true,
    success: false,
    discordCodes: [10007],
    meaning: "The user is not a member of the server.",
    fix: "Nothing to do: the roles are given when they join.",
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
    meaning: "A managed role stands above the bot's own top role, so Discord refuses it.",
    fix: "Server settings, Roles: drag the bot's role above every role that a plan names.",
  },
  missing_permission: {
    final: true,
    success: false,
    discordCodes: [50013, 50001],
    meaning: "The bot lacks a permission that the call needs.",
    fix: "Give the bot's role the permission Manage Roles (and Send Messages in the fallback channel).",
  },
  rate_limited: {
    final: false,
    success: false,
    discordCodes: [20028, 40094],
    meaning: "Discord asked for a pause.",
    fix: "Nothing to do: it is tried again after the pause that Discord named.",
  },
  discord_unavailable: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "Discord did not answer, or answered with a server error.",
    fix: "Nothing to do: it is tried again. Discord's status page tells of outages.",
  },
  bot_not_ready: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "The bot runs, but has no live gateway session yet or is shutting down.",
    fix: "It is tried again. If it stays so, run `moddy doctor` beside the bot.",
  },
  backend_unavailable: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "The backend could not be reached or is not ready.",
    fix: "It is tried again. If it stays so, run `moddy doctor` beside the bot.",
  },
  bot_unavailable: {
    final: false,
    success: false,
    discordCodes: [],
    meaning: "The bot could not be reached.",
    fix: "It is tried again. If it stays so, run `moddy doctor` beside the backend.",
  },
  rejected: {
    final: true,
    success: false,
    discordCodes: [],
    meaning: "The other side says that the request itself is wrong: a bug, or two catalogues that differ.",
    fix: "Run `moddy doctor`, mend the cause, then `moddy deliveries retry`.",
  },
} as const satisfies Record<string, OutcomeFacts>;

/** The code of an outcome. */
export type Outcome = keyof typeof OUTCOMES;

/** Every outcome's code, in the order of the table. */
export const OUTCOME_CODES = Object.keys(OUTCOMES) as [Outcome, ...Outcome[]];

/** The zod schema of an outcome's code. */
export const outcome = z
  .enum(OUTCOME_CODES)
  .meta({ id: "Outcome", description: "What became of the delivery; see the page on outcomes." });

/** Whether an outcome ends its delivery. */
export function isFinal(code: Outcome): boolean {
  return OUTCOMES[code].final;
}

/** Whether an outcome says that what was asked for is now so. */
export function isSuccess(code: Outcome): boolean {
  return OUTCOMES[code].success;
}
