import type { CallContext, Handler } from "@moddy/internal-api/server";
import type { backendOperations, ReplyOf } from "@moddy/schemas";
import type { Stripe } from "stripe";
import type { Dependencies } from "../../dependencies.ts";
import { listOwnCustomerIds } from "../../store/customers.ts";
import {
  addMoneyOperation,
  findMoneyOperation,
  finishMoneyOperation,
  type MoneyOperation,
} from "../../store/money-operations.ts";
import { callStripe, type StripeAnswer } from "../../stripe/call-stripe.ts";
import { listInvoices, listPayments } from "../../stripe/list-invoices.ts";
import type { PaymentReference } from "../../stripe/read-invoice.ts";
import { stripeKeyOf } from "../../stripe/stripe-key-of.ts";
import { chooseInvoice } from "./choose-invoice.ts";
import { refusedRefund } from "./refusal-text.ts";

type Reply = ReplyOf<typeof backendOperations.subscriptionRefund>;

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeQueue" | "step" | "now">;

const STRIPE_REASONS = ["duplicate", "fraudulent", "requested_by_customer"];

function no(message: string): Reply {
  return { success: false, message, refunded: false, refund_id: null, amount_refunded: null };
}

/** The payment that a refund goes to; undefined when there is none. */
async function findPayment(stripe: Stripe, customerIds: readonly string[]): Promise<PaymentReference | undefined> {
  const invoice = chooseInvoice(await listInvoices(stripe, customerIds, { limit: 100, status: "paid" }));
  return invoice && (await listPayments(stripe, invoice))[0];
}

/** Stores what is to be refunded before Stripe is called: a repeated call finds it and stays with the same payment. */
async function prepare(
  deps: Deps,
  key: string,
  request: { discord_id: string; amount?: number | null | undefined },
): Promise<MoneyOperation | Reply> {
  const customers = await listOwnCustomerIds(deps.db, request.discord_id);
  if (customers.length === 0) return no("No account is linked to this user.");
  const payment = await callStripe(() => findPayment(deps.stripe, customers));
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

/** Stripe keeps idempotency keys for a day or so, so an earlier run's refund is found by the metadata it left. */
async function findEarlier(stripe: Stripe, operation: MoneyOperation): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ ...paymentOf(operation), limit: 100 })) {
    if (refund.metadata?.["moddy_operation"] === operation.key) return refund;
  }
  return undefined;
}

function refundAtStripe(
  stripe: Stripe,
  operation: MoneyOperation,
  reason: string | null,
  earlier: boolean,
): Promise<StripeAnswer<Stripe.Refund>> {
  const { key, amount } = operation;
  const isStripeReason = reason !== null && STRIPE_REASONS.includes(reason);
  return callStripe(async () => {
    const found = earlier ? await findEarlier(stripe, operation) : undefined;
    if (found) return found;
    return stripe.refunds.create(
      {
        ...paymentOf(operation),
        ...(amount !== null && { amount: Number(amount) }),
        ...(isStripeReason && { reason }),
        metadata: { moddy_operation: key, ...(reason && !isStripeReason && { reason }) },
      },
      { idempotencyKey: stripeKeyOf(key) },
    );
  });
}

function describe(refund: Stripe.Refund): Reply {
  if (refund.status === "failed" || refund.status === "canceled") return no(`The refund is ${refund.status}.`);
  return { success: true, message: "Refunded.", refunded: true, refund_id: refund.id, amount_refunded: refund.amount };
}

async function runRefund(deps: Deps, operation: MoneyOperation, reason: string | null, earlier: boolean) {
  await deps.step("refund.stored");
  const answer = await refundAtStripe(deps.stripe, operation, reason, earlier);
  await deps.step("refund.called");
  await finishMoneyOperation(deps.db, operation.key, new Date(deps.now()));
  if (!answer.ok) return no(refusedRefund(answer.code));
  const { charge } = answer.value;
  // In case Stripe's event about it is lost.
  if (charge) await deps.stripeQueue.readAgain({ charge_id: typeof charge === "string" ? charge : charge.id });
  await deps.step("refund.finished");
  return describe(answer.value);
}

/** Answers `subscription_refund`: one key refunds once, also when answers are lost or a process dies. */
export function createSubscriptionRefund(deps: Deps): Handler<typeof backendOperations.subscriptionRefund> {
  return async (request, context: CallContext) => {
    const key = `refund-${context.idempotencyKey}`;
    const stored = await findMoneyOperation(deps.db, key);
    const operation = stored ?? (await prepare(deps, key, request));
    if ("success" in operation) return operation;
    return runRefund(deps, operation, request.reason ?? null, stored !== undefined);
  };
}
