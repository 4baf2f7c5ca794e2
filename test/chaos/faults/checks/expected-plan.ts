import type { Sandbox } from "@moddy/sandbox";
import type { Person, Subscription } from "../workload/customer.ts";
import { type PlanName, planOfPrice, RANK } from "../workload/plans.ts";
import { coverageOf, subscriptionsOf } from "../workload/read-stripe.ts";

const GRACE_SECONDS = 3 * 86_400;
const DECIDED: readonly string[] = ["won", "lost", "warning_closed"];

function isPaid({ stripe }: Sandbox, subscription: Subscription): boolean {
  const { status, latest_invoice } = subscription;
  if (status === "active" || status === "trialing") return true;
  if (status !== "past_due") return false;
  const due = stripe.invoices.find(String(latest_invoice))?.status_transitions.finalized_at ?? 0;
  return stripe.clock.now() < due + GRACE_SECONDS;
}

/** Whether the money for the running period was given back, or is fought over. */
function isContested({ stripe }: Sandbox, subscription: Subscription): boolean {
  const start = subscription.items.data[0]?.current_period_start ?? 0;
  return stripe.charges.all().some((charge) => {
    if (charge.customer !== subscription.customer || !(charge.refunded || charge.disputed)) return false;
    const covered = coverageOf(stripe, charge);
    if (covered?.subscription !== subscription.id) return false;
    const running = covered.start <= start && start < covered.end;
    const disputes = stripe.disputes.all().filter((dispute) => dispute.charge === charge.id);
    if (disputes.some(({ status }) => !DECIDED.includes(status))) return true;
    return running && (charge.refunded || disputes.some(({ status }) => status === "lost"));
  });
}

/**
 * What a person may have by Stripe's own state. This is the promise as it is written down for users, worked out here
 * anew: it shares nothing with the product's policy.
 */
export function expectedPlan(sandbox: Sandbox, person: Person): PlanName {
  return subscriptionsOf(sandbox, person)
    .filter((each) => isPaid(sandbox, each) && !isContested(sandbox, each))
    .map((each) => planOfPrice(each.items.data[0]?.price.id ?? ""))
    .reduce<PlanName>((best, plan) => (RANK[plan] > RANK[best] ? plan : best), "free");
}
