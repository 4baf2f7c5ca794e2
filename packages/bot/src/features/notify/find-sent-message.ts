import type { DiscordApi, DiscordMessage } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import type { Messages } from "../../store/messages.ts";

const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** By how much this machine's clock may differ from Discord's, in milliseconds. */
const CLOCK_TOLERANCE_MS = { usual: 60_000, max: 2 * 60 * 60_000 };

/** The message that an earlier try may have sent. */
export interface EarlierTry {
  readonly channelId: string;
  readonly nonce: string;
  readonly content: string;
  readonly authorId: string;
  /** When the earlier try began. */
  readonly since: Date;
}

/**
 * Finds in a channel's history a message of which only the intent is recorded: among those after the intent, since many
 * may have followed, and among the newest, in case the clocks differ.
 */
export async function findSentMessage(
  { api, messages }: { api: Pick<DiscordApi, "readMessages">; messages: Pick<Messages, "known"> },
  earlier: EarlierTry,
  signal: AbortSignal,
): Promise<Attempt<DiscordMessage | undefined>> {
  for (const after of [idAt(earlier.since.getTime() - CLOCK_TOLERANCE_MS.usual), undefined]) {
    const history = await api.readMessages(earlier.channelId, { after }, signal);
    if (!history.ok) return history;
    const found = await pickMessage(messages, earlier, history.value);
    if (found) return { ok: true, value: found };
  }
  return { ok: true, value: undefined };
}

/**
 * Discord does not always show the nonce in a history, and forgets it after some minutes. Without one, the message is the
 * bot's own with the same text that belongs to no other delivery.
 */
async function pickMessage(
  messages: Pick<Messages, "known">,
  earlier: EarlierTry,
  history: readonly DiscordMessage[],
): Promise<DiscordMessage | undefined> {
  const byNonce = history.find((message) => message.nonce === earlier.nonce);
  if (byNonce) return byNonce;
  const earliest = earlier.since.getTime() - CLOCK_TOLERANCE_MS.max;
  const alike = history.filter(
    ({ id, author, content }) =>
      author.id === earlier.authorId && content === earlier.content && timeOf(id) >= earliest,
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
