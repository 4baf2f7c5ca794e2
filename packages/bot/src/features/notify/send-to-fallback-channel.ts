import type { Outcome } from "@moddy/schemas";
import { mentionText } from "../../messages/texts.ts";
import type { DirectMessage } from "./send-dm.ts";
import { type SendOnceOptions, sendOnce } from "./send-once.ts";

const BLOCKED_FOR_MS = 10 * 60_000;

export interface FallbackChannelOptions extends SendOnceOptions {
  readonly channelId: string;
  readonly now: () => number;
}

/** Sends a message to the fallback channel; it mentions the user and nobody else. */
export type SendToFallbackChannel = (message: DirectMessage, signal: AbortSignal) => Promise<Outcome>;

/** Makes the sender. A channel that refuses the bot is not tried for ten minutes. */
export function createSendToFallbackChannel(options: FallbackChannelOptions): SendToFallbackChannel {
  const { channelId, now } = options;
  let blocked: { outcome: Outcome; until: number } | undefined;
  return async ({ deliveryKey, discordId, content }, signal) => {
    if (blocked && blocked.until > now()) return blocked.outcome;
    const message = {
      deliveryKey,
      channel: "fallback",
      discordId,
      channelId,
      content: mentionText(discordId, content),
      mentionUserId: discordId,
    } as const;
    const sent = await sendOnce(options, message, signal);
    if (sent.ok) return sent.value;
    const { outcome } = sent.failure;
    if (outcome === "missing_permission") blocked = { outcome, until: now() + BLOCKED_FOR_MS };
    return outcome;
  };
}
