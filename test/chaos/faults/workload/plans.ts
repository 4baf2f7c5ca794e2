import { seedIds } from "@moddy/sandbox";

/** The plans and prices, written here a second time, independently of the product's reading of plans.json. */
export const PRICES = {
  price_premium_monthly: "premium",
  price_premium_yearly: "premium",
  price_pro_monthly: "pro",
  price_pro_yearly: "pro",
} as const;

/** A price of the sandbox's catalogue. */
export type Price = keyof typeof PRICES;

/** What a user may have. */
export type PlanName = (typeof PRICES)[Price] | "free";

/** The managed roles that come with each plan. */
export const ROLES_OF: Readonly<Record<PlanName, readonly string[]>> = {
  free: [],
  premium: [seedIds.premiumRole],
  pro: [seedIds.proRole],
};

/** From the least to the most. */
export const RANK: Readonly<Record<PlanName, number>> = { free: 0, premium: 1, pro: 2 };

/** The plan that a price buys; `free` for one that is not known. */
export function planOfPrice(price: string): PlanName {
  return Object.hasOwn(PRICES, price) ? PRICES[price as Price] : "free";
}
