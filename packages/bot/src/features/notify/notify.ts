import type { Handler } from "@moddy/internal-api/server";
import { type AdvisoryLocks, LockBusyError } from "@moddy/runtime";
import { type botOperations, isFinal, isSuccess, OUTCOMES, type Outcome } from "@moddy/schemas";
import { textFor } from "../../messages/texts.ts";
import type { Plans } from "../../plans/plans.ts";
import type { MessageChannel } from "../../store/messages.ts";
import { type DirectMessage, type SendDmOptions, sendDm } from "./send-dm.ts";
import type { SendToFallbackChannel } from "./send-to-fallback-channel.ts";

const LOCK_WAIT_MS = 3_000;
/** Ends the work before the call's own deadline, so that the caller gets its outcome. */
const WORK_MS = 10_000;

export interface NotifyOptions extends SendDmOptions {
  readonly locks: AdvisoryLocks;
  readonly plans: Plans;
  readonly isReady: () => Promise<boolean>;
  readonly sendToFallbackChannel?: SendToFallbackChannel | undefined;
}

/** A channel that was tried. */
interface TriedChannel {
  readonly channel: MessageChannel;
  readonly outcome: Outcome;
}

/** `POST /internal/notify`: a direct message, or a mention in the fallback channel when the user takes none. */
export function createNotify(options: NotifyOptions): Handler<typeof botOperations.notify> {
  return async ({ discord_id: discordId, action, plan, metadata }, context) => {
    if (!(await options.isReady())) return replyFor([], "bot_not_ready");
    const content = textFor({ action, plan, metadata }, (id) => options.plans.nameOf(id));
    const message = { deliveryKey: context.idempotencyKey, discordId, content };
    try {
      // One writer per user: without it, a delivery could take another one's new message for its own lost one.
      const channels = await options.locks.withLock(
        `notify:${discordId}`,
        (signal) => tryChannels(options, message, AbortSignal.any([signal, AbortSignal.timeout(WORK_MS)])),
        { waitMs: LOCK_WAIT_MS, signal: context.signal },
      );
      return replyFor(channels, overallOutcome(channels));
    } catch (error) {
      if (error instanceof LockBusyError || context.signal.aborted) return replyFor([], "rate_limited");
      throw error;
    }
  };
}

async function tryChannels(
  options: NotifyOptions,
  message: DirectMessage,
  signal: AbortSignal,
): Promise<TriedChannel[]> {
  const dm: TriedChannel = { channel: "dm", outcome: await sendDm(options, message, signal) };
  // A user who shares no server with the bot does not see the channel either.
  if (dm.outcome !== "dm_closed" || !options.sendToFallbackChannel) return [dm];
  return [dm, { channel: "fallback", outcome: await options.sendToFallbackChannel(message, signal) }];
}

/** Success in any channel counts first, then what is worth another try, then the outcome of the direct message. */
function overallOutcome(channels: readonly TriedChannel[]): Outcome {
  const outcomes = channels.map(({ outcome }) => outcome);
  return outcomes.find(isSuccess) ?? outcomes.find((outcome) => !isFinal(outcome)) ?? outcomes[0] ?? "bot_not_ready";
}

function replyFor(channels: TriedChannel[], outcome: Outcome) {
  const success = isSuccess(outcome);
  const message = success ? "Message sent." : `${OUTCOMES[outcome].meaning} ${OUTCOMES[outcome].fix}`;
  return { success, message, notification_sent: success, outcome, channels };
}
