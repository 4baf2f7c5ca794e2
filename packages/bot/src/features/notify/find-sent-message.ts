import type { DiscordApi, DiscordMessage } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import type { Messages } from "../../store/messages.ts";

const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** How far this machine's clock may be off Discord's, in milliseconds. */
const CLOCK_TOLERANCE_MS = 2 * 60 * 60_000;

/** What an earlier try may have left behind. */
export interface Trace {
  readonly channelId: string;
  readonly nonce: string;
  readonly content: string;
  readonly authorId: string;
  /** When the earlier try began. */
  readonly since: Date;
}

/**
 * Looks in a channel's history for a message of which only the intent is recorded. Discord forgets nonces after some
 * minutes; then it is the bot's own message of the same text that belongs to no other delivery.
 */
export async function findSentMessage(
  { api, messages }: { api: DiscordApi; messages: Messages },
  trace: Trace,
  signal: AbortSignal,
): Promise<Attempt<DiscordMessage | undefined>> {
  const history = await api.readMessages(trace.channelId, signal);
  if (!history.ok) return history;
  const byNonce = history.value.find((message) => message.nonce === trace.nonce);
  if (byNonce) return { ok: true, value: byNonce };
  const earliest = trace.since.getTime() - CLOCK_TOLERANCE_MS;
  const alike = history.value.filter(
    (message) =>
      message.author.id === trace.authorId && message.content === trace.content && timeOf(message.id) >= earliest,
  );
  const known = await messages.known(alike.map((message) => message.id));
  return { ok: true, value: alike.findLast((message) => !known.has(message.id)) };
}

/** The time that an id carries, in milliseconds since the epoch. Source: Discord, API reference, "Snowflakes". */
function timeOf(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
}
