import { ApiError } from "@moddy/internal-api/server";
import type { Outcome } from "@moddy/schemas";
import type { Attempt } from "../../discord/failure.ts";
import type { DmChannel, DmChannels } from "../../store/dm-channels.ts";
import type { RefusalBudget } from "../../store/refusal-budget.ts";
import { type SendOnceOptions, sendOnce } from "./send-once.ts";

const UNKNOWN_CHANNEL = 10003;
const CLOSED_FOR_MS = 24 * 60 * 60_000;
/**
 * How many direct messages Discord may refuse in ten minutes. First messages stop earlier and leave room for users whose
 * DMs are known to be open. With all other refusals this is a hundredth of the 10,000 after which Discord bans.
 */
const REFUSALS = { first: 60, proven: 80 } as const;

export interface SendDmOptions extends SendOnceOptions {
  readonly dmChannels: DmChannels;
  readonly refusals: RefusalBudget;
  readonly now: () => number;
  /** From 0 up to but not 1; spreads the retries of those who have to wait. */
  readonly random: () => number;
}

/** A message to a user. */
export interface DirectMessage {
  readonly deliveryKey: string;
  readonly discordId: string;
  readonly content: string;
}

/**
 * Sends a direct message, unless the user is known to take none.
 * @throws {ApiError} `rate_limited`, with the time of the next try, while Discord has refused too many messages lately.
 */
export async function sendDm(options: SendDmOptions, message: DirectMessage, signal: AbortSignal): Promise<Outcome> {
  const known = await options.dmChannels.find(message.discordId);
  if (known.closed) return known.closed;
  const claim = await options.refusals.claim(known.proven ? REFUSALS.proven : REFUSALS.first);
  if ("waitMs" in claim) throw tooManyRefusals(claim.waitMs * (1 + options.random()));
  const sent = await sendTo(options, known, message, signal);
  const outcome = sent.ok ? sent.value : sent.failure.outcome;
  if (outcome === "dm_closed" || outcome === "no_mutual_guild") {
    await options.dmChannels.rememberClosed(message.discordId, outcome, new Date(options.now() + CLOSED_FOR_MS));
    return outcome;
  }
  await claim.giveBack();
  return outcome;
}

function tooManyRefusals(waitMs: number): ApiError {
  return new ApiError("rate_limited", {
    sentence: "Discord has refused too many direct messages lately; wait as Retry-After says.",
    headers: { "retry-after": String(Math.ceil(waitMs / 1000)) },
  });
}

async function sendTo(
  options: SendDmOptions,
  known: DmChannel,
  message: DirectMessage,
  signal: AbortSignal,
): Promise<Attempt<Outcome>> {
  const channelId = known.channelId ?? (await openChannel(options, message.discordId, signal));
  if (typeof channelId !== "string") return channelId;
  const sent = await sendOnce(options, { ...message, channel: "dm", channelId }, signal);
  if (sent.ok || sent.failure.code !== UNKNOWN_CHANNEL || known.channelId === undefined) return sent;
  await options.dmChannels.forgetChannel(message.discordId);
  return sendTo(options, { ...known, channelId: undefined }, message, signal);
}

async function openChannel(
  { api, dmChannels, step }: SendDmOptions,
  discordId: string,
  signal: AbortSignal,
): Promise<string | Extract<Attempt<never>, { ok: false }>> {
  const opened = await api.openDm(discordId, signal);
  if (!opened.ok) return opened;
  await dmChannels.rememberChannel(discordId, opened.value.id);
  await step("notify.opened");
  return opened.value.id;
}
