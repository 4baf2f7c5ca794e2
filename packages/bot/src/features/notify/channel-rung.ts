import type { Outcome } from "@moddy/schemas";
import type { DirectMessage } from "./dm-rung.ts";
import { type SendOnceOptions, sendOnce } from "./send-once.ts";
import { mentionText } from "./texts.ts";

const BLOCKED_FOR_MS = 10 * 60_000;

export interface ChannelRungOptions extends SendOnceOptions {
  readonly channelId: string;
  readonly now: () => number;
}

/** Sends to the fallback channel, where the user alone is mentioned. */
export type SendToChannel = (message: DirectMessage, signal: AbortSignal) => Promise<Outcome>;

/** Makes the second rung; a channel that refuses the bot is left alone for ten minutes. */
export function createChannelRung(options: ChannelRungOptions): SendToChannel {
  const { channelId } = options;
  let blocked: { outcome: Outcome; until: number } | undefined;
  return async ({ deliveryKey, discordId, content }, signal) => {
    if (blocked && blocked.until > options.now()) return blocked.outcome;
    const text = mentionText(discordId, content);
    const letter = {
      deliveryKey,
      rung: "channel" as const,
      discordId,
      channelId,
      content: text,
      mentionUserId: discordId,
    };
    const sent = await sendOnce(options, letter, signal);
    if (sent.ok) return sent.value;
    const { outcome } = sent.failure;
    if (outcome === "missing_permission") blocked = { outcome, until: options.now() + BLOCKED_FOR_MS };
    return outcome;
  };
}
