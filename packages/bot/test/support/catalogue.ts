import { seedIds } from "@moddy/sandbox";
import type { PlanCatalogue } from "@moddy/schemas";

/** The plans of the tests. */
export const catalogue: PlanCatalogue = {
  plans: [
    { id: "premium", name: "Premium", rank: 1, price_ids: ["price_premium"], role_ids: [seedIds.premiumRole] },
    { id: "pro", name: "Pro", rank: 2, price_ids: ["price_pro"], role_ids: [seedIds.proRole] },
  ],
};
