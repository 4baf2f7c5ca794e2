import type { backendOperations, ReplyOf } from "@moddy/schemas";
import type { Stripe } from "stripe";
import type { Dependencies } from "../../dependencies.ts";
import { finishMoneyOperation, type MoneyOperation } from "../../store/money-operations.ts";
import { callStripe, type StripeAnswer } from "../../stripe/call-stripe.ts";
import { stripeKeyOf } from "../../stripe/stripe-key-of.ts";
import { refusedRefund } from "./refusal-text.ts";

/** What `subscription_refund` answers. */
export type RefundReply = ReplyOf<typeof backendOperations.subscriptionRefund>;

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeQueue" | "step" | "now">;

const STRIPE_REASONS = ["duplicate", "fraudulent", "requested_by_customer"];

/** Says that nothing was refunded, and why. */
export function no(message: string): RefundReply {
  return { success: false, message, refunded: false, refund_id: null, amount_refunded: null };
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

function describe(refund: Stripe.Refund): RefundReply {
  if (refund.status === "failed" || refund.status === "canceled") return no(`The refund is ${refund.status}.`);
  return { success: true, message: "Refunded.", refunded: true, refund_id: refund.id, amount_refunded: refund.amount };
}

/**
 * Refunds what is stored, and says what became of it.
 * @param earlier whether an earlier run may have refunded already.
 * @throws {ServiceUnavailable} when Stripe cannot be reached.
 */
export async function runRefund(
  deps: Deps,
  operation: MoneyOperation,
  reason: string | null,
  earlier: boolean,
): Promise<RefundReply> {
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
