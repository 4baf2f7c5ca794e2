import fc from "fast-check";
import t from "tap";
import type { SubscriptionFacts } from "../../src/entitlement/claim-plans.ts";
import type { ContestedPayment } from "../../src/entitlement/decide-coverage.ts";
import { decideEntitlement, type GrantFacts } from "../../src/entitlement/decide-entitlement.ts";
import { entitlementPolicy } from "../../src/entitlement/policy.ts";
import type { BilledLine } from "../../src/stripe/fetch-bills.ts";
import { newPlan } from "../support/new-plan.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 5, 1);
const END = START + 30 * DAY;

const plans = [newPlan("premium", 10), newPlan("pro", 20), newPlan("max", 30)];
const policy = entitlementPolicy.parse({});
const rankOf = (plan: string) => plans.find(({ id }) => id === plan)?.rank ?? 0;

/** One change in the life of a subscription: it is billed for a price, and the money comes in, or not, or goes back. */
interface Step {
  readonly price: string;
  /** The days of the period that it bills. */
  readonly from: number;
  readonly until: number;
  readonly money: "stands" | "refunded" | "open" | "lost" | "carried";
}

interface Life {
  readonly steps: readonly Step[];
  readonly itemPrice: string;
  readonly status: string;
  readonly owedSince: number | null;
  readonly endsOn: number | null;
}

const price = fc.constantFrom("price_premium", "price_pro", "price_max");
const money = fc.constantFrom("stands", "refunded", "open", "lost", "carried");
const step: fc.Arbitrary<Step> = fc
  .record({ price, money, from: fc.integer({ min: -20, max: 25 }), days: fc.integer({ min: 1, max: 60 }) })
  .map(({ days, ...rest }) => ({ ...rest, until: rest.from + days }));
const life: fc.Arbitrary<Life> = fc.record({
  steps: fc.array(step, { maxLength: 6 }),
  itemPrice: price,
  status: fc.constantFrom("active", "past_due", "trialing", "unpaid", "canceled"),
  owedSince: fc.option(fc.integer({ min: -40, max: 20 })),
  endsOn: fc.option(fc.integer({ min: 1, max: 60 })),
});
const grant: fc.Arbitrary<GrantFacts> = fc.record({
  plan: fc.constantFrom("premium", "pro", "gone"),
  expiresAt: fc.option(fc.integer({ min: -5, max: 60 }).map((day) => START + day * DAY)),
});
const now = fc.integer({ min: 0, max: 90 * 24 }).map((hours) => START + hours * (DAY / 24));

function lineOf({ price: priceId, from, until, money: what }: Step, order: number): BilledLine {
  const span = { from: START + from * DAY, until: START + until * DAY };
  return {
    ...span,
    invoiceId: `in_${order}`,
    itemId: "si_1",
    priceId,
    order,
    amountPaid: 499,
    carried: what === "carried",
  };
}

function paymentOf({ money: what, until }: Step, order: number): ContestedPayment[] {
  if (what === "stands" || what === "carried") return [];
  const span = { coversFrom: 0, coversUntil: 0, billsUntil: START + until * DAY };
  const dispute = what === "refunded" ? null : what;
  return [{ ...span, refunded: what === "refunded", dispute, invoiceId: `in_${order}`, amount: 499 }];
}

function factsOf({ steps, itemPrice, status, owedSince, endsOn }: Life, id = "sub_1"): SubscriptionFacts {
  const at = (day: number | null) => (day === null ? null : START + day * DAY);
  const items = [{ id: "si_1", priceId: itemPrice, from: START, until: END }];
  return {
    id,
    status,
    priceIds: [itemPrice],
    currentPeriodStart: START,
    endsAt: at(endsOn),
    pastDueSince: at(owedSince),
    trialEnd: null,
    payments: steps.flatMap(paymentOf),
    coverage: { items, lines: steps.map(lineOf) },
  };
}

function decide(lives: readonly Life[], at: number, grants: readonly GrantFacts[] = []) {
  const subscriptions = lives.map((each, index) => factsOf(each, `sub_${index}`));
  return decideEntitlement({ subscriptions, grants }, { plans, policy }, at);
}

const holds = <T extends [unknown, ...unknown[]]>(property: fc.IPropertyWithHooks<T>) =>
  fc.assert(property, { numRuns: 500 });

t.test("a later paid period is never hidden by an earlier refund", async (t) => {
  const property = fc.property(life, now, (each, at) => {
    const paid: Step = { price: each.itemPrice, from: 0, until: 30, money: "stands" };
    const active = { ...each, status: "active" };
    const plan = decide([{ ...active, steps: [...each.steps, paid] }], at).plan;
    return plan === decide([{ ...active, steps: [paid] }], at).plan && plan !== "free";
  });
  t.doesNotThrow(() => holds(property));
});

t.test("a refund or a lost dispute of the only payment ends the plan", async (t) => {
  const given = fc.constantFrom("refunded" as const, "open" as const, "lost" as const);
  const property = fc.property(life, given, fc.array(price), now, (each, what, changes, at) => {
    const only: Step = { price: each.itemPrice, from: 0, until: 30, money: what };
    const carried = changes.map((later): Step => ({ price: later, from: 1, until: 30, money: "carried" }));
    return decide([{ ...each, status: "active", steps: [only, ...carried] }], at).plan === "free";
  });
  t.doesNotThrow(() => holds(property));
});

t.test("more paid never gives less", async (t) => {
  const property = fc.property(fc.array(life, { maxLength: 3 }), fc.nat(), fc.nat(), now, (lives, which, place, at) => {
    const chosen = lives[which % Math.max(1, lives.length)];
    const steps = chosen?.steps ?? [];
    const index = place % Math.max(1, steps.length);
    const paid = steps.map((each, n): Step => {
      return n === index && each.money !== "carried" ? { ...each, money: "stands" } : each;
    });
    const more = lives.map((each) => (each === chosen ? { ...each, steps: paid } : each));
    return rankOf(decide(more, at).plan) >= rankOf(decide(lives, at).plan);
  });
  t.doesNotThrow(() => holds(property));
});

t.test("the order of the facts does not matter", async (t) => {
  const property = fc.property(
    fc.array(life, { maxLength: 3 }),
    fc.array(grant, { maxLength: 3 }),
    fc.infiniteStream(fc.nat()),
    now,
    (lives, grants, stream, at) => {
      const shuffle = <T>(all: readonly T[]): T[] => {
        const keyed = all.map((each) => ({ each, key: Number(stream.next().value) }));
        return keyed.toSorted((a, b) => a.key - b.key).map(({ each }) => each);
      };
      const subscriptions = lives.map((each, index) => factsOf(each, `sub_${index}`));
      const mixed = shuffle(subscriptions).map((each) => ({
        ...each,
        payments: shuffle(each.payments),
        coverage: each.coverage && { items: each.coverage.items, lines: shuffle(each.coverage.lines ?? []) },
      }));
      const first = decideEntitlement({ subscriptions, grants }, { plans, policy }, at);
      const second = decideEntitlement({ subscriptions: mixed, grants: shuffle(grants) }, { plans, policy }, at);
      return JSON.stringify(first) === JSON.stringify(second);
    },
  );
  t.doesNotThrow(() => holds(property));
});

t.test("time only takes, and only when a recheck was announced", async (t) => {
  const property = fc.property(
    fc.array(life, { maxLength: 3 }),
    fc.array(grant, { maxLength: 3 }),
    now,
    now,
    (lives, grants, one, other) => {
      const [before, after] = [Math.min(one, other), Math.max(one, other)];
      const first = decide(lives, before, grants);
      const second = decide(lives, after, grants);
      if (first.recheckAt === null || after < first.recheckAt) return JSON.stringify(first) === JSON.stringify(second);
      return rankOf(second.plan) <= rankOf(first.plan) && first.recheckAt > before;
    },
  );
  t.doesNotThrow(() => holds(property));
});

t.test("grace ends the same day, however far the periods went on", async (t) => {
  const property = fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 90 }), (periods, hours) => {
    const owed = factsOf({ steps: [], itemPrice: "price_pro", status: "past_due", owedSince: 0, endsOn: null });
    const moved = { ...owed, currentPeriodStart: START + periods * 30 * DAY };
    const at = START + hours * (DAY / 24);
    const { plan } = decideEntitlement({ subscriptions: [moved], grants: [] }, { plans, policy }, at);
    return plan === (hours < 72 ? "pro" : "free");
  });
  t.doesNotThrow(() => holds(property));
});

t.test("grace by the status begins with the period, whichever of its lines counts", async (t) => {
  const stood: Step = { price: "price_premium", from: 3, until: 4, money: "stands" };
  const steps: Step[] = [stood, { ...stood, from: 0, until: 1, money: "refunded" }];
  const owing: Life = { steps, itemPrice: "price_premium", status: "past_due", owedSince: null, endsOn: null };
  t.equal(decide([owing], START + 3 * DAY - 1).plan, "premium");
  t.equal(decide([owing], START + 3 * DAY).plan, "free");
});
