import type { DiscordApi } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import type { ReadSelfId } from "../../discord/self.ts";
import type { Step } from "../../step.ts";
import type { MessageKey, Messages } from "../../store/messages.ts";
import { findSentMessage } from "./find-sent-message.ts";
import { nonceOf } from "./nonce-of.ts";

/** A message to be sent once, however often it is tried. */
export interface Letter extends MessageKey {
  readonly discordId: string;
  readonly channelId: string;
  readonly content: string;
  /** Whom the text may really notify, beside a DM's recipient. */
  readonly mentionUserId?: string;
}

export interface SendOnceOptions {
  readonly api: DiscordApi;
  readonly messages: Messages;
  readonly readSelfId: ReadSelfId;
  readonly step: Step;
}

/** Intent, act, record. Where an earlier try may have succeeded, the channel is looked at first. */
export async function sendOnce(
  { api, messages, readSelfId, step }: SendOnceOptions,
  letter: Letter,
  signal: AbortSignal,
): Promise<Attempt<"delivered" | "already_done">> {
  const nonce = nonceOf(letter);
  const intent = await messages.intend(letter);
  if (intent.state === "sent") return { ok: true, value: "already_done" };
  await step("notify.intended");
  if (intent.state === "open") {
    const self = await readSelfId(signal);
    if (!self.ok) return self;
    const trace = { ...letter, nonce, authorId: self.value, since: intent.since };
    const found = await findSentMessage({ api, messages }, trace, signal);
    if (!found.ok) return found;
    if (found.value) {
      await messages.recordSent({ ...letter, messageId: found.value.id });
      return { ok: true, value: "delivered" };
    }
  }
  const posted = await api.postMessage(letter.channelId, { ...letter, nonce }, signal);
  if (posted.ok) {
    await step("notify.sent");
    await messages.recordSent({ ...letter, messageId: posted.value.id });
    await step("notify.recorded");
    return { ok: true, value: "delivered" };
  }
  if (!posted.failure.uncertain) await messages.recordFailed(letter);
  return posted;
}
