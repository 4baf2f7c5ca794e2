import type { DiscordApi, DiscordMessage } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import type { Messages } from "../../store/messages.ts";

const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** How far this machine's clock may be off Discord's, in milliseconds. */
const CLOCK_TOLERANCE_MS = { usual: 60_000, most: 2 * 60 * 60_000 };

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
 * Looks in a channel's history for a message of which only the intent is recorded: at what followed the intent, since a
 * busy channel may have gone on, and at the newest messages, should the clocks differ.
 */
export async function findSentMessage(
  parts: { api: DiscordApi; messages: Messages },
  trace: Trace,
  signal: AbortSignal,
): Promise<Attempt<DiscordMessage | undefined>> {
  const { api, messages } = parts;
  for (const after of [idAt(trace.since.getTime() - CLOCK_TOLERANCE_MS.usual), undefined]) {
    const history = await api.readMessages(trace.channelId, { after }, signal);
    if (!history.ok) return history;
    const found = await pickMessage(messages, trace, history.value);
    if (found) return { ok: true, value: found };
  }
  return { ok: true, value: undefined };
}

/**
 * Discord shows no nonce in a history, and forgets it after some minutes; then it is the bot's own message of the same
 * text that belongs to no other delivery.
 */
async function pickMessage(
  messages: Messages,
  trace: Trace,
  history: readonly DiscordMessage[],
): Promise<DiscordMessage | undefined> {
  const byNonce = history.find((message) => message.nonce === trace.nonce);
  if (byNonce) return byNonce;
  const earliest = trace.since.getTime() - CLOCK_TOLERANCE_MS.most;
  const alike = history.filter(
    ({ id, author, content }) => author.id === trace.authorId && content === trace.content && timeOf(id) >= earliest,
  );
  const known = await messages.known(alike.map((message) => message.id));
  return alike.findLast((message) => !known.has(message.id));
}

// An id carries a time in its upper bits. Source: Discord, API reference, "Snowflakes".

/** In milliseconds since the epoch. */
function timeOf(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
}

/** The least id of a time in milliseconds since the epoch. */
function idAt(time: number): string {
  return String(BigInt(Math.max(0, time - DISCORD_EPOCH_MS)) << 22n);
}
