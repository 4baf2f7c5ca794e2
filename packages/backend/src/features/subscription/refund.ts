import type { CallContext, Handler } from "@moddy/internal-api/server";
import type { backendOperations, ParsedRequestOf } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { choosePayment } from "../../money/choose-payment.ts";
import { listOwnCustomerIds } from "../../store/customers.ts";
import { addMoneyOperation, findMoneyOperation, type MoneyOperation } from "../../store/money-operations.ts";
import { isOwnSubscription } from "../../store/subscriptions.ts";
import { callStripe } from "../../stripe/call-stripe.ts";
import { findPayments, type OwnPayment } from "./find-payments.ts";
import { NOT_OWN_PAYMENT, NOT_OWN_SUBSCRIPTION, refusedRefund } from "./refusal-text.ts";
import { no, type RefundReply, runRefund } from "./run-refund.ts";

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeQueue" | "step" | "now">;

function describeCandidate({ id, subscriptionId, left, currency, created }: OwnPayment) {
  return {
    payment_id: id,
    subscription_id: subscriptionId ?? "",
    amount: left,
    currency,
    created: created.toISOString(),
  };
}

type Request = ParsedRequestOf<typeof backendOperations.subscriptionRefund>;

/** Finds the payment that is meant, or says why there is none. */
async function findTarget(deps: Deps, request: Request): Promise<OwnPayment | RefundReply> {
  const { discord_id: discordId, subscription_id: subscriptionId, payment_id: paymentId } = request;
  const customerIds = await listOwnCustomerIds(deps.db, discordId);
  if (customerIds.length === 0) return no("No account is linked to this user.");
  if (subscriptionId !== undefined && !(await isOwnSubscription(deps.db, discordId, subscriptionId))) {
    return no(NOT_OWN_SUBSCRIPTION);
  }
  const found = await callStripe(() => findPayments(deps, { discordId, customerIds, subscriptionId, paymentId }));
  if (!found.ok) return no(refusedRefund(found.code));
  if (!found.value) return no(NOT_OWN_PAYMENT);
  const choice = choosePayment(found.value);
  if (choice.kind === "one") return choice.payment;
  if (choice.kind === "none") return no(refusedRefund(choice.why));
  const message = "More than one payment could be meant: name one as payment_id, or a subscription as subscription_id.";
  return { ...no(message), candidates: choice.payments.map(describeCandidate) };
}

/** Stores what is to be refunded before Stripe is called: a repeated call finds it and stays with the same payment. */
async function prepare(deps: Deps, key: string, request: Request): Promise<MoneyOperation | RefundReply> {
  const target = await findTarget(deps, request);
  if ("success" in target) return target;
  return addMoneyOperation(deps.db, {
    key,
    kind: "refund",
    discord_id: request.discord_id,
    target_id: target.id,
    amount: request.amount ?? null,
    created_at: new Date(deps.now()),
  });
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
