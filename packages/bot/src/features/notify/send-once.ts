import type { DiscordApi } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import type { ReadSelfId } from "../../discord/self.ts";
import { nonceFor } from "../../messages/nonce-for.ts";
import type { MessageKey, Messages } from "../../store/messages.ts";
import type { Step } from "../steps.ts";
import { findSentMessage } from "./find-sent-message.ts";

/** A message that is sent once, however often it is tried. */
export interface OutgoingMessage extends MessageKey {
  readonly discordId: string;
  readonly channelId: string;
  readonly content: string;
  /** The user whom a mention in the text notifies; nobody else is. */
  readonly mentionUserId?: string;
}

export interface SendOnceOptions {
  readonly api: Pick<DiscordApi, "openDm" | "postMessage" | "readMessages">;
  readonly messages: Pick<Messages, "intend" | "recordSent" | "recordFailed" | "known">;
  readonly readSelfId: ReadSelfId;
  readonly step: Step;
}

/** Records the intent, sends, records the result. If an earlier try may have succeeded, it reads the channel first. */
export async function sendOnce(
  { api, messages, readSelfId, step }: SendOnceOptions,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<Attempt<"delivered" | "already_done">> {
  const nonce = nonceFor(message);
  const intent = await messages.intend(message);
  if (intent.state === "sent") return { ok: true, value: "already_done" };
  await step("notify.intended");
  if (intent.state === "open") {
    const self = await readSelfId(signal);
    if (!self.ok) return self;
    const trace = { ...message, nonce, authorId: self.value, since: intent.since };
    const found = await findSentMessage({ api, messages }, trace, signal);
    if (!found.ok) return found;
    if (found.value) {
      await messages.recordSent({ ...message, messageId: found.value.id });
      return { ok: true, value: "delivered" };
    }
  }
  const posted = await api.postMessage(message.channelId, { ...message, nonce }, signal);
  if (posted.ok) {
    await step("notify.sent");
    await messages.recordSent({ ...message, messageId: posted.value.id });
    await step("notify.recorded");
    return { ok: true, value: "delivered" };
  }
  if (!posted.failure.uncertain) await messages.recordFailed(message);
  return posted;
}
