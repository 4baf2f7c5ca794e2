import type { Handler } from "@moddy/internal-api/server";
import { type AdvisoryLocks, LockBusyError } from "@moddy/runtime";
import { type botOperations, isFinal, isSuccess, OUTCOMES, type Outcome } from "@moddy/schemas";
import type { Plans } from "../../plans/plans.ts";
import type { Rung } from "../../store/messages.ts";
import type { SendToChannel } from "./channel-rung.ts";
import { type DirectMessage, type DmRungOptions, sendDm } from "./dm-rung.ts";
import { textFor } from "./texts.ts";

const LOCK_WAIT_MS = 3_000;
/** Ends the work well before the call's own deadline, so that the caller hears what became of it. */
const WORK_MS = 10_000;

export interface NotifyOptions extends DmRungOptions {
  readonly locks: AdvisoryLocks;
  readonly plans: Plans;
  readonly isReady: () => Promise<boolean>;
  readonly sendToChannel?: SendToChannel | undefined;
}

interface TriedRung {
  readonly rung: Rung;
  readonly outcome: Outcome;
}

/** `POST /internal/notify`: a direct message, or else a mention in the fallback channel. */
export function createNotify(options: NotifyOptions): Handler<typeof botOperations.notify> {
  return async ({ discord_id: discordId, action, plan }, context) => {
    if (!(await options.isReady())) return replyFor([], "bot_not_ready");
    const planName = plan ? options.plans.nameOf(plan) : undefined;
    const message = { deliveryKey: context.idempotencyKey, discordId, content: textFor(action, planName) };
    try {
      // One writer per user: otherwise one delivery could take another's fresh message for its own lost one.
      const rungs = await options.locks.withLock(
        `notify:${discordId}`,
        (signal) => climb(options, message, AbortSignal.any([signal, AbortSignal.timeout(WORK_MS)])),
        { waitMs: LOCK_WAIT_MS, signal: context.signal },
      );
      return replyFor(rungs, verdict(rungs));
    } catch (error) {
      if (error instanceof LockBusyError || context.signal.aborted) return replyFor([], "rate_limited");
      throw error;
    }
  };
}

async function climb(options: NotifyOptions, message: DirectMessage, signal: AbortSignal): Promise<TriedRung[]> {
  const dm: TriedRung = { rung: "dm", outcome: await sendDm(options, message, signal) };
  // A user who shares no server with the bot does not see the channel either.
  if (dm.outcome !== "dm_closed" || !options.sendToChannel) return [dm];
  return [dm, { rung: "channel", outcome: await options.sendToChannel(message, signal) }];
}

/** Success on any rung counts; then what is worth another try; then what the DM came to. */
function verdict(rungs: readonly TriedRung[]): Outcome {
  const outcomes = rungs.map(({ outcome }) => outcome);
  return outcomes.find(isSuccess) ?? outcomes.find((outcome) => !isFinal(outcome)) ?? outcomes[0] ?? "bot_not_ready";
}

function replyFor(rungs: TriedRung[], outcome: Outcome) {
  const success = isSuccess(outcome);
  const message = success ? "Message sent." : `${OUTCOMES[outcome].meaning} ${OUTCOMES[outcome].fix}`;
  return {
    success,
    message,
    notification_sent: success,
    outcome,
    channels: rungs.map(({ rung, ...tried }) => ({
      channel: rung === "dm" ? ("dm" as const) : ("fallback" as const),
      ...tried,
    })),
  };
}
