import { z } from "zod";
import type { FetchResult } from "../../network/fetch-json.ts";
import type { Check } from "../check.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { checkStripeAnswer } from "../stripe/get-from-stripe.ts";

const price = z.object({ active: z.boolean() });
const otherMode = z.object({ error: z.object({ message: z.string().regex(/exists in (live|test) mode/) }) });

function checkPrice(id: string, answer: FetchResult): Finding | undefined {
  const problem = checkStripeAnswer(answer);
  if (problem !== undefined || answer.kind === "failed") return problem;
  if (answer.status === 200 && price.safeParse(answer.body).data?.active === true) return undefined;
  if (answer.status === 200) {
    const fix =
      "Stripe dashboard, Product catalogue: unarchive the price, or write the price that is on sale in the plan catalogue.";
    return bad("stripe_price_inactive", `price ${id} is archived`, "Nobody can subscribe to it.", fix);
  }
  const cause = otherMode.safeParse(answer.body).success
    ? "The price exists in the other mode: the key is for test mode and the price for live mode, or the reverse."
    : "The plan catalogue names a price that this Stripe account does not have.";
  const fix =
    "Stripe dashboard, Product catalogue, the price: copy its id into price_ids of the plan catalogue (PLANS_FILE).";
  return bad("stripe_price_unknown", `Stripe has no price ${id}`, cause, fix);
}

/** Whether every price in the plan catalogue exists and is on sale. */
export const stripePrices: Check = {
  id: "stripe_prices",
  title: "Stripe prices",
  run: async ({ getFromStripe, configuration: { plans } }) => {
    const ids = plans.flatMap((plan) => plan.price_ids);
    const findings = await Promise.all(
      ids.map(async (id) => checkPrice(id, await getFromStripe(`/v1/prices/${encodeURIComponent(id)}`))),
    );
    const finding = findings.find((one) => one !== undefined);
    return finding ?? ok(`${ids.length} prices of ${plans.length} plans, all on sale`);
  },
};
