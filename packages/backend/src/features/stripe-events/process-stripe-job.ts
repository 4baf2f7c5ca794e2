import { createSerialQueue } from "@moddy/runtime";
import { type JobKind, UNTIL_DONE } from "@moddy/service";
import { type CheckoutLink, readCheckoutLink } from "../../account/read-checkout-link.ts";
import { STRIPE_QUEUE, type StripeJob } from "../../application/create-stripe-queue.ts";
import type { Dependencies } from "../../dependencies.ts";
import { findCustomer, nextFetchSeq } from "../../store/customers.ts";
import { findStripeEvent, finishStripeEvent } from "../../store/stripe-events.ts";
import type { EventReading } from "../../stripe/read-event.ts";
import { fetchCurrentState } from "./fetch-current-state.ts";
import { readOrSetAside } from "./read-or-set-aside.ts";
import { reportCheckout } from "./report-checkout.ts";
import { setAsideAfterTries } from "./set-aside.ts";

/** The dependencies that a job of the queue uses. */
export type StripeJobNeeds =
  | "db"
  | "transact"
  | "stripe"
  | "stripeKey"
  | "applyAccount"
  | "checkoutTrust"
  | "plans"
  | "step"
  | "now"
  | "logger";

type Deps = Pick<Dependencies, StripeJobNeeds>;

type StoredEvent = NonNullable<Awaited<ReturnType<typeof findStripeEvent>>>;

/** Whether a reading is stored that began after the event had come in: that one saw what the event is about. */
async function isCovered({ db }: Deps, event: EventReading, { seq }: StoredEvent): Promise<boolean> {
  if (event.kind !== "customer" || event.deleted || event.checkout !== null) return false;
  const customer = await findCustomer(db, event.customerId);
  return customer !== undefined && BigInt(customer.fetch_seq) > BigInt(seq);
}

const NO_CHECKOUT: CheckoutLink = { link: null, refused: null };

/** Whom the checkout of an event is for. */
function checkoutOf({ checkoutTrust }: Deps, event: EventReading): CheckoutLink {
  if (event.kind !== "customer" || !event.checkout) return NO_CHECKOUT;
  return readCheckoutLink(event.checkout, checkoutTrust);
}

/** Applies Stripe's current state, and marks the event as processed in the same transaction. */
async function applyCurrentState(deps: Deps, event: EventReading, eventId: string | null): Promise<void> {
  const { step } = deps;
  const checkout = checkoutOf(deps, event);
  await step("job.taken");
  const fetched = await fetchCurrentState(deps, event, await nextFetchSeq(deps.db));
  await step("job.fetched");
  await deps.transact(async (trx, afterCommit) => {
    const applied = fetched && (await deps.applyAccount(trx, afterCommit, { ...fetched, checkoutLink: checkout.link }));
    if (applied && checkout !== NO_CHECKOUT) {
      afterCommit(() => reportCheckout(deps, eventId, checkout, { ...applied, account: fetched.account }));
    }
    const result = applied ? (applied.stale ? "stale" : "applied") : "ignored";
    if (eventId !== null) await finishStripeEvent(trx, eventId, { result }, new Date(deps.now()));
    await step("job.written");
  });
  await step("job.committed");
}

async function applyUnlessCovered(deps: Deps, event: EventReading, stored: StoredEvent): Promise<void> {
  if (!(await isCovered(deps, event, stored))) return applyCurrentState(deps, event, stored.id);
  await finishStripeEvent(deps.db, stored.id, { result: "covered" }, new Date(deps.now()));
}

/** Makes what processes one job of the Stripe queue. A job may run twice: the second run changes nothing. */
function createProcessStripeJob(deps: Deps): (job: StripeJob) => Promise<void> {
  const queue = createSerialQueue();

  async function processEvent(id: string): Promise<void> {
    const stored = await findStripeEvent(deps.db, id);
    if (!stored || stored.processed_at) return;
    const event = await readOrSetAside(deps, stored);
    if (!event) return;
    // One after the other: of a customer's many events at once, all but the first two are then covered.
    const key = event.kind === "customer" ? event.customerId : id;
    await queue
      .run(key, () => applyUnlessCovered(deps, event, stored))
      .catch((error: unknown) => setAsideAfterTries(deps, stored, error));
  }

  return async (job) => {
    if ("event_id" in job) return processEvent(job.event_id);
    if ("charge_id" in job) return applyCurrentState(deps, { kind: "charge", chargeId: job.charge_id }, null);
    const { customer_id: customerId } = job;
    await applyCurrentState(deps, { kind: "customer", customerId, checkout: null, deleted: false }, null);
  };
}

/** The jobs of the Stripe queue. */
export function createStripeJob(deps: Deps): JobKind<StripeJob> {
  return {
    queue: STRIPE_QUEUE,
    policy: "exclusive",
    retry: UNTIL_DONE,
    expireInSeconds: 120,
    workers: 4,
    describe: (job) => job,
    run: createProcessStripeJob(deps),
  };
}
