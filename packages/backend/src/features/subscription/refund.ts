import type { CallContext, Handler } from "@moddy/internal-api/server";
import type { backendOperations, ReplyOf } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Stripe } from "stripe";
import type { Step } from "../../step.ts";
import { listCustomerIds } from "../../store/customers.ts";
import {
  addMoneyOperation,
  findMoneyOperation,
  finishMoneyOperation,
  type MoneyOperation,
} from "../../store/money-operations.ts";
import type { BackendDatabase } from "../../store/schema.ts";
import { callStripe, type StripeAnswer } from "../../stripe/call-stripe.ts";
import { findLastPayment } from "../../stripe/find-last-payment.ts";
import { stripeKeyOf } from "../../stripe/stripe-key-of.ts";
import { refusedRefund } from "./refusal-text.ts";

type Reply = ReplyOf<typeof backendOperations.subscriptionRefund>;

/** What refunding needs. `now` gives ms since 1970. */
export interface RefundDeps {
  readonly db: Kysely<BackendDatabase>;
  readonly stripe: Stripe;
  /** Has the payment read again, in case Stripe's event about it is lost. */
  readonly readAgain: (job: { charge_id: string }) => Promise<void>;
  readonly step: Step;
  readonly now: () => number;
}

const STRIPE_REASONS = ["duplicate", "fraudulent", "requested_by_customer"];

function no(message: string): Reply {
  return { success: false, message, refunded: false, refund_id: null, amount_refunded: null };
}

/** Stores what is to be refunded before Stripe is asked; a repeated call finds it and stays with the same payment. */
async function prepare(
  deps: RefundDeps,
  key: string,
  request: { discord_id: string; amount?: number | null | undefined },
): Promise<MoneyOperation | Reply> {
  const customers = await listCustomerIds(deps.db, request.discord_id);
  if (customers.length === 0) return no("No account is linked to this user.");
  const payment = await callStripe(() => findLastPayment(deps.stripe, customers));
  if (!payment.ok) return no(refusedRefund(payment.code));
  if (!payment.value) return no("There is no payment that could be refunded.");
  return addMoneyOperation(deps.db, {
    key,
    kind: "refund",
    discord_id: request.discord_id,
    target_id: payment.value.id,
    amount: request.amount ?? null,
    created_at: new Date(deps.now()),
  });
}

function paymentOf({ target_id }: MoneyOperation): { payment_intent: string } | { charge: string } {
  return target_id.startsWith("pi_") ? { payment_intent: target_id } : { charge: target_id };
}

/** Stripe forgets idempotency keys after a day or so, so an earlier run's refund is looked for by what it left there. */
async function findEarlier(stripe: Stripe, operation: MoneyOperation): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ ...paymentOf(operation), limit: 100 })) {
    if (refund.metadata?.["moddy_operation"] === operation.key) return refund;
  }
  return undefined;
}

function callRefund(
  stripe: Stripe,
  operation: MoneyOperation,
  reason: string | null,
  earlier: boolean,
): Promise<StripeAnswer<Stripe.Refund>> {
  const { key, amount } = operation;
  const known = reason !== null && STRIPE_REASONS.includes(reason);
  return callStripe(async () => {
    const found = earlier ? await findEarlier(stripe, operation) : undefined;
    if (found) return found;
    return stripe.refunds.create(
      {
        ...paymentOf(operation),
        ...(amount !== null && { amount: Number(amount) }),
        ...(known && { reason }),
        metadata: { moddy_operation: key, ...(reason && !known && { reason }) },
      },
      { idempotencyKey: stripeKeyOf(key) },
    );
  });
}

function describe(refund: Stripe.Refund): Reply {
  if (refund.status === "failed" || refund.status === "canceled") return no(`The refund is ${refund.status}.`);
  return { success: true, message: "Refunded.", refunded: true, refund_id: refund.id, amount_refunded: refund.amount };
}

async function carryOut(deps: RefundDeps, operation: MoneyOperation, reason: string | null, earlier: boolean) {
  await deps.step("refund.stored");
  const answer = await callRefund(deps.stripe, operation, reason, earlier);
  await deps.step("refund.called");
  await finishMoneyOperation(deps.db, operation.key, new Date(deps.now()));
  if (!answer.ok) return no(refusedRefund(answer.code));
  const { charge } = answer.value;
  if (charge) await deps.readAgain({ charge_id: typeof charge === "string" ? charge : charge.id });
  await deps.step("refund.finished");
  return describe(answer.value);
}

/** Answers `subscription_refund`: one key refunds once, whatever is lost or dies on the way. */
export function createSubscriptionRefund(deps: RefundDeps): Handler<typeof backendOperations.subscriptionRefund> {
  return async (request, context: CallContext) => {
    const key = `refund-${context.idempotencyKey}`;
    const stored = await findMoneyOperation(deps.db, key);
    const operation = stored ?? (await prepare(deps, key, request));
    if ("success" in operation) return operation;
    return carryOut(deps, operation, request.reason ?? null, stored !== undefined);
  };
}
