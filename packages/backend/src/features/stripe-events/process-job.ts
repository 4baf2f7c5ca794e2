import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Stripe } from "stripe";
import { ZodError } from "zod";
import type { ApplyAccount } from "../../account/apply-account.ts";
import type { Step } from "../../step.ts";
import { findCustomer, nextFetchSeq } from "../../store/customers.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import { findStripeEvent, finishStripeEvent } from "../../store/stripe-events.ts";
import type { Transact } from "../../store/transaction.ts";
import { type EventReading, readEvent } from "../../stripe/read-event.ts";
import type { StripeJob } from "../../stripe-queue.ts";
import { fetchPresent } from "./fetch-present.ts";
import { createTurns } from "./take-turns.ts";

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

type StoredEvent = NonNullable<Awaited<ReturnType<typeof findStripeEvent>>>;

/** Reads what a stored event is about; one that cannot be read is put aside, for the next try would read the same. */
async function readStored(deps: ProcessDeps, { id, type, payload }: StoredEvent): Promise<EventReading | undefined> {
  try {
    return readEvent({ type, data: payload.data });
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    deps.logger.error({ event: "stripe_event_unreadable", event_id: id, type }, "A Stripe event cannot be read");
    await finishStripeEvent(deps.db, id, "unreadable", new Date(deps.now()));
    return undefined;
  }
}

/** Whether a reading that began after the event had come in is stored: then it saw what the event tells of. */
async function isCovered({ db }: ProcessDeps, event: EventReading, { seq }: StoredEvent): Promise<boolean> {
  if (event.kind !== "customer" || event.deleted || event.checkoutDiscordId !== null) return false;
  const customer = await findCustomer(db, event.customerId);
  return customer !== undefined && BigInt(customer.fetch_seq) > BigInt(seq);
}

/** Applies what Stripe says now, and marks the event in the same transaction. */
async function act(deps: ProcessDeps, event: EventReading, eventId: string | null): Promise<void> {
  const { step } = deps;
  await step("job.taken");
  const fetched = await fetchPresent(deps.stripe, event, await nextFetchSeq(deps.db));
  await step("job.fetched");
  await deps.transact(async (trx, afterCommit) => {
    const applied = fetched && (await deps.applyAccount(trx, afterCommit, fetched));
    const result = applied ? (applied.stale ? "stale" : "applied") : "ignored";
    if (eventId !== null) await finishStripeEvent(trx, eventId, result, new Date(deps.now()));
    await step("job.written");
  });
  await step("job.committed");
}

async function actUnlessCovered(deps: ProcessDeps, event: EventReading, stored: StoredEvent): Promise<void> {
  if (!(await isCovered(deps, event, stored))) return act(deps, event, stored.id);
  await finishStripeEvent(deps.db, stored.id, "covered", new Date(deps.now()));
}

/** Makes what carries out one job of the Stripe queue. It may run twice: the second time changes nothing. */
export function createProcessJob(deps: ProcessDeps): (job: StripeJob) => Promise<void> {
  const takeTurns = createTurns();

  async function processEvent(id: string): Promise<void> {
    const stored = await findStripeEvent(deps.db, id);
    if (!stored || stored.processed_at) return;
    const event = await readStored(deps, stored);
    if (!event) return;
    // In turns, so that of a customer's many events at once all but the first two find themselves covered.
    const key = event.kind === "customer" ? event.customerId : id;
    await takeTurns(key, () => actUnlessCovered(deps, event, stored));
  }

  return async (job) => {
    if ("event_id" in job) return processEvent(job.event_id);
    if ("charge_id" in job) return act(deps, { kind: "charge", chargeId: job.charge_id }, null);
    const { customer_id: customerId } = job;
    await act(deps, { kind: "customer", customerId, checkoutDiscordId: null, deleted: false }, null);
  };
}
