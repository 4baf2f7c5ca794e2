import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Stripe } from "stripe";
import { ZodError } from "zod";
import type { AccountReading, ApplyAccount } from "../../account/apply-account.ts";
import type { Step } from "../../step.ts";
import { nextFetchSeq } from "../../store/customers.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import { findStripeEvent, finishStripeEvent } from "../../store/stripe-events.ts";
import type { Transact } from "../../store/transaction.ts";
import { fetchAccount } from "../../stripe/fetch-account.ts";
import { type FetchedCharge, fetchCharge } from "../../stripe/fetch-charge.ts";
import { type EventReading, readEvent } from "../../stripe/read-event.ts";
import type { StripeJob } from "../../stripe-queue.ts";

/** What processing needs. `now` gives ms since 1970. */
export interface ProcessDeps {
  readonly db: Kysely<BackendDatabase>;
  readonly transact: Transact;
  readonly stripe: Stripe;
  readonly applyAccount: ApplyAccount;
  readonly step: Step;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Asks Stripe for the present state of what an event is about; undefined if that belongs to no customer. */
async function fetchPresent(deps: ProcessDeps, event: EventReading): Promise<AccountReading | undefined> {
  if (event.kind === "ignored") return undefined;
  const fetchSeq = await nextFetchSeq(deps.db);
  let charge: FetchedCharge | null = null;
  let customerId = event.kind === "customer" ? event.customerId : null;
  if (event.kind === "charge") ({ charge, customerId } = await fetchCharge(deps.stripe, event.chargeId));
  if (customerId === null) return undefined;
  const account = await fetchAccount(deps.stripe, customerId, event.kind === "customer" && event.deleted);
  const checkoutDiscordId = event.kind === "customer" ? event.checkoutDiscordId : null;
  return { fetchSeq, account, charge, checkoutDiscordId };
}

/** Applies what Stripe says now, and marks the event in the same transaction. */
async function act(deps: ProcessDeps, event: EventReading, eventId: string | null): Promise<void> {
  const { step } = deps;
  await step("job.taken");
  const fetched = await fetchPresent(deps, event);
  await step("job.fetched");
  await deps.transact(async (trx, afterCommit) => {
    const applied = fetched && (await deps.applyAccount(trx, afterCommit, fetched));
    const result = applied ? (applied.stale ? "stale" : "applied") : "ignored";
    if (eventId !== null) await finishStripeEvent(trx, eventId, result, new Date(deps.now()));
    await step("job.written");
  });
  await step("job.committed");
}

async function readStored(deps: ProcessDeps, eventId: string): Promise<EventReading | undefined> {
  const stored = await findStripeEvent(deps.db, eventId);
  if (!stored || stored.processed_at) return undefined;
  try {
    return readEvent({ type: stored.type, data: stored.payload.data });
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    deps.logger.error(
      { event: "stripe_event_unreadable", event_id: eventId, type: stored.type },
      "An event is unreadable",
    );
    await finishStripeEvent(deps.db, eventId, "unreadable", new Date(deps.now()));
    return undefined;
  }
}

/** Makes what carries out one job of the Stripe queue. It may run twice: the second time changes nothing. */
export function createProcessJob(deps: ProcessDeps): (job: StripeJob) => Promise<void> {
  return async (job) => {
    if ("customer_id" in job) {
      const customerId = job.customer_id;
      return act(deps, { kind: "customer", customerId, checkoutDiscordId: null, deleted: false }, null);
    }
    if ("charge_id" in job) return act(deps, { kind: "charge", chargeId: job.charge_id }, null);
    const reading = await readStored(deps, job.event_id);
    if (reading) await act(deps, reading, job.event_id);
  };
}
