import type { CheckoutSession, Invoice, Subscription } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { cancelNow, expireIncomplete } from "./cancel.ts";
import { expireSession } from "./checkout.ts";
import { finalizeInvoice } from "./invoicing.ts";
import { payInvoice } from "./pay-invoice.ts";
import { subscriptionOf } from "./payment-outcome.ts";
import { DAY, periodOf } from "./periods.ts";
import { renew } from "./renew.ts";
import { endTrial } from "./trial.ts";

interface Due {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly run: () => void;
}

/** Due work never creates other work that is due within this time, in seconds. */
const WINDOW = 3600;

/** How long a first payment may stay open, in seconds. */
const INCOMPLETE_FOR = 23 * 3600;

const REMINDER_BEFORE = 3 * DAY;

const CANCELABLE = new Set(["active", "past_due", "paused", "trialing", "unpaid"]);

/** Moves Stripe's time forward and runs what becomes due in between: renewals, retries, trials, cancellations. */
export function advance(state: StripeState, seconds: number): void {
  runUntil(state, state.clock.now() + seconds);
  state.webhooks.queue.wake();
}

/** Runs what is due now; checks at most once a second. */
export function runDue(state: StripeState): void {
  const now = state.clock.now();
  if (state.due.checkedAt === now) return;
  state.due.checkedAt = now;
  runUntil(state, now);
}

function runUntil(state: StripeState, end: number): void {
  for (;;) {
    const due = allDue(state, end);
    const [first] = due;
    if (first === undefined) break;
    for (const { at, run } of due) {
      if (at >= first.at + WINDOW) break;
      state.clock.advanceTo(at);
      run();
    }
  }
  state.clock.advanceTo(end);
}

function allDue(state: StripeState, end: number): Due[] {
  const due = [
    ...state.subscriptions.all().map((subscription) => nextDueOfSubscription(state, subscription)),
    ...state.invoices.all().map((invoice) => nextDueOfInvoice(state, invoice)),
    ...state.checkoutSessions.all().map((session) => nextDueOfSession(state, session)),
  ];
  return due.filter((one): one is Due => one !== null && one.at <= end).toSorted((a, b) => a.at - b.at);
}

function nextDueOfSubscription(state: StripeState, subscription: Subscription): Due | null {
  const { status, cancel_at, trial_end, created, pause_collection } = subscription;
  if (status === "incomplete")
    return { at: created + INCOMPLETE_FOR, run: () => expireIncomplete(state, subscription) };
  const boundary = status === "trialing" && trial_end !== null ? trial_end : periodOf(subscription).end;
  if (!CANCELABLE.has(status)) return null;
  if (cancel_at !== null && (cancel_at <= boundary || status === "paused")) {
    return { at: cancel_at, run: () => cancelNow(state, subscription, { reason: null }) };
  }
  if (status === "paused") return null;
  const resumesAt = pause_collection?.resumes_at ?? Infinity;
  if (resumesAt <= boundary) return { at: resumesAt, run: () => resumeCollection(state, subscription) };
  if (status !== "trialing") return { at: boundary, run: () => renew(state, subscription, "later") };
  if (!state.due.announcedTrialEnds.has(subscription.id)) {
    return { at: Math.max(created, boundary - REMINDER_BEFORE), run: () => announceTrialEnd(state, subscription) };
  }
  return { at: boundary, run: () => endTrial(state, subscription, "later") };
}

function announceTrialEnd(state: StripeState, subscription: Subscription): void {
  state.due.announcedTrialEnds.add(subscription.id);
  state.events.emit("customer.subscription.trial_will_end", subscription);
}

function resumeCollection(state: StripeState, subscription: Subscription): void {
  state.events.change("customer.subscription.updated", subscription, (changed) => {
    changed.pause_collection = null;
  });
}

function nextDueOfInvoice(state: StripeState, invoice: Invoice): Due | null {
  const { status, automatically_finalizes_at, next_payment_attempt } = invoice;
  if (status === "draft" && automatically_finalizes_at !== null) {
    return { at: automatically_finalizes_at, run: () => collectDraft(state, invoice) };
  }
  if (status === "open" && next_payment_attempt !== null) {
    return { at: next_payment_attempt, run: () => payInvoice(state, invoice) };
  }
  return null;
}

function nextDueOfSession(state: StripeState, session: CheckoutSession): Due | null {
  if (session.status !== "open") return null;
  return { at: session.expires_at, run: () => expireSession(state, session) };
}

function collectDraft(state: StripeState, invoice: Invoice): void {
  finalizeInvoice(state, invoice);
  if (subscriptionOf(state, invoice)?.status !== "canceled") payInvoice(state, invoice);
}
