import type { EventReason } from "@moddy/schemas";
import { ZodError } from "zod";
import type { Dependencies } from "../../dependencies.ts";
import { chooseReason, type LastingFailure, MOST_TRIES } from "../../events/choose-reason.ts";
import { countTry, type EventToProcess, finishStripeEvent } from "../../store/stripe-events.ts";
import { classifyFailure } from "../../stripe/classify-failure.ts";
import { isEventKnown } from "../../stripe/is-event-known.ts";

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeKey" | "now" | "logger">;

/** The result by reason: what may be a payment is unreadable, and somebody has to look at it. */
function resultOf(reason: EventReason): "ignored" | "unreadable" {
  return reason === "other_account" || reason === "other_mode" || reason === "thin_event" ? "ignored" : "unreadable";
}

/** Ends an event without processing it, and says why. It can be retried. */
export async function setAside(deps: Deps, { id, type }: EventToProcess, reason: EventReason): Promise<void> {
  const result = resultOf(reason);
  const line = { event: `stripe_event_${result}`, event_id: id, type, reason };
  if (result === "ignored") deps.logger.info(line, "A Stripe event is not for this backend");
  else deps.logger.error(line, "A Stripe event cannot be processed");
  const aside = { reason, judgedBy: deps.stripeKey.fingerprint };
  await finishStripeEvent(deps.db, id, { result, aside }, new Date(deps.now()));
}

/** What no waiting mends; undefined for an outage, a limit of the rate and a key that Stripe rejects. */
function lastingFailure(error: unknown): LastingFailure | undefined {
  if (error instanceof ZodError) return "unreadable";
  const kind = classifyFailure(error)?.kind;
  return kind === "missing" || kind === "refused" ? kind : undefined;
}

/**
 * Sets an event aside that failed too often in a way that no waiting mends.
 * @throws the error, so that the job is retried, in every other case.
 */
export async function setAsideAfterTries(deps: Deps, event: EventToProcess, error: unknown): Promise<void> {
  const failure = lastingFailure(error);
  if (!failure || (await countTry(deps.db, event.id)) < MOST_TRIES) throw error;
  await setAside(deps, event, chooseReason(failure, await isEventKnown(deps.stripe, event.id)));
}
