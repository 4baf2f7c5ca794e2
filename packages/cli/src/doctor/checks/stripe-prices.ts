import { z } from "zod";
import type { FetchResult } from "../../network/fetch-json.ts";
import type { Check } from "../check.ts";
import { bad, type Finding, ok } from "../finding.ts";
import { judgeAnswer } from "../stripe/ask-stripe.ts";

const price = z.object({ active: z.boolean() });
const otherMode = z.object({ error: z.object({ message: z.string().regex(/exists in (live|test) mode/) }) });

function judgePrice(id: string, answer: FetchResult): Finding | undefined {
  const trouble = judgeAnswer(answer);
  if (trouble !== undefined) return trouble;
  if (answer.kind === "answer" && answer.status === 200 && price.safeParse(answer.body).data?.active === true) {
    return undefined;
  }
  if (answer.kind === "answer" && answer.status === 200) {
    const fix =
      "Stripe dashboard, Product catalogue: unarchive it, or name the price that is sold now in the plan catalogue.";
    return bad("stripe_price_inactive", `price ${id} is archived`, "Nobody can subscribe to it any more.", fix);
  }
  const elsewhere = answer.kind === "answer" && otherMode.safeParse(answer.body).success;
  return bad(
    "stripe_price_unknown",
    `Stripe has no price ${id}`,
    elsewhere
      ? "It exists in the other mode: the key is for test and the price for live, or the other way round."
      : "The plan catalogue names a price that this Stripe account does not have.",
    "Correct price_ids in the plan catalogue (PLANS_FILE): Stripe dashboard, Product catalogue, the price, its id.",
  );
}

/** Whether every price that the plan catalogue names exists and is sold. */
export const stripePrices: Check = {
  id: "stripe_prices",
  title: "Stripe prices",
  run: async ({ askStripe, configuration: { plans } }) => {
    const ids = plans.flatMap((plan) => plan.price_ids);
    const answers = await Promise.all(ids.map((id) => askStripe(`/v1/prices/${encodeURIComponent(id)}`)));
    const finding = answers.map((answer, i) => judgePrice(ids[i] ?? "", answer)).find((one) => one !== undefined);
    return finding ?? ok(`${ids.length} prices of ${plans.length} plans, all sold`);
  },
};
