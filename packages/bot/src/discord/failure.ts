import { OUTCOMES, type Outcome } from "@moddy/schemas";
import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { InvalidRequestLimitError } from "./invalid-request-guard.ts";

/** Why a call to Discord did not do what it was for. */
export interface DiscordFailure {
  readonly outcome: Outcome;
  /** Discord's JSON error code. */
  readonly code: number | undefined;
  /** Whether Discord may have processed the call although it looks failed: the answer was lost. */
  readonly uncertain: boolean;
}

/** What came of a call to Discord. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: DiscordFailure };

/** More codes than those of the outcome table. Source: Discord, "Opcodes and Status Codes", JSON error codes. */
const MORE_CODES: readonly (readonly [number, Outcome])[] = [
  [50033, "unknown_user"], // Invalid recipient(s): how a DM with an unknown user is refused.
  [10004, "missing_permission"], // Unknown guild: the bot is not in it.
  [20016, "rate_limited"], // Slow mode.
  [20022, "rate_limited"], // The channel's announcements are limited.
  [20026, "rate_limited"], // Flagged by the anti-spam system.
  [31001, "rate_limited"], // Undocumented limit of messages to users.
  [40003, "rate_limited"], // Direct messages are being opened too fast.
  [40001, "bot_not_ready"], // Unauthorized.
  [40333, "discord_unavailable"], // Refused by Discord's edge.
  [130000, "discord_unavailable"], // The resource is overloaded.
];

/** 50013 means a role above the bot's or a missing permission; the roles of the guild show which. */
const AMBIGUOUS: readonly Outcome[] = ["role_too_high"];

const OUTCOME_BY_CODE = new Map<number, Outcome>([
  ...Object.entries(OUTCOMES)
    .filter(([outcome]) => !AMBIGUOUS.includes(outcome as Outcome))
    .flatMap(([outcome, { discordCodes }]) => discordCodes.map((code) => [code, outcome as Outcome] as const)),
  ...MORE_CODES,
]);

const NEVER_LEFT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Discord's answer is not what it documents: a proxy's page, or half a body. */
export class UnreadableReplyError extends Error {
  override readonly name = "UnreadableReplyError";
}

/**
 * Classifies an error of a call to Discord. Throws an error again that is neither Discord's nor the network's.
 * @param left whether the call left this machine at all.
 */
export function readFailure(error: unknown, left: boolean): DiscordFailure {
  const failure = classify(error);
  if (left) return failure;
  // The time ran out while the call waited for its turn.
  const outcome = isAbort(error) ? "rate_limited" : failure.outcome;
  return { ...failure, outcome, uncertain: false };
}

function classify(error: unknown): DiscordFailure {
  if (error instanceof DiscordAPIError) return readApiError(error);
  if (error instanceof RateLimitError || error instanceof InvalidRequestLimitError) {
    return { outcome: "rate_limited", code: undefined, uncertain: false };
  }
  if (error instanceof HTTPError || error instanceof UnreadableReplyError || error instanceof SyntaxError) {
    return { outcome: "discord_unavailable", code: undefined, uncertain: true };
  }
  return readNetworkError(error);
}

function readApiError(error: DiscordAPIError): DiscordFailure {
  const code = Number(error.code) || undefined;
  const known = code === undefined ? undefined : OUTCOME_BY_CODE.get(code);
  return { outcome: known ?? outcomeOfStatus(error.status), code, uncertain: false };
}

function outcomeOfStatus(status: number): Outcome {
  if (status === 401) return "bot_not_ready";
  if (status === 403) return "missing_permission";
  if (status === 429) return "rate_limited";
  return "rejected";
}

function readNetworkError(error: unknown): DiscordFailure {
  if (!(error instanceof Error)) throw error;
  const code = "code" in error ? error.code : undefined;
  const aborted = isAbort(error);
  // discord.js takes the token away after a 401, and then refuses to call at all.
  if (error.message.startsWith("Expected token"))
    return { outcome: "bot_not_ready", code: undefined, uncertain: false };
  if (!aborted && typeof code !== "string") throw error;
  const uncertain = aborted || !NEVER_LEFT.has(String(code));
  return { outcome: "discord_unavailable", code: undefined, uncertain };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
