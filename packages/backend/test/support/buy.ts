import { reportsTo } from "./reports-to.ts";
import type { TestEnvironment } from "./start-test-environment.ts";

/** What a purchase left at Stripe. */
export interface Bought {
  readonly customer: { readonly id: string };
  readonly subscription: { readonly id: string };
  readonly invoice: { readonly id: string };
  readonly charge: { readonly id: string };
}

/** A person buys a subscription, and everything that follows has happened. */
export async function buy(
  around: TestEnvironment,
  discord_id: string,
  order: Record<string, unknown> = {},
): Promise<Bought> {
  const bought = await around.control<Bought>("/checkout", { discord_id, email: "a.person@example.org", ...order });
  await around.settle();
  return bought;
}

/** Does something at Stripe and gives what the backend sent the bot about it. */
export async function reportsAfter(
  around: TestEnvironment,
  person: string,
  path: string,
  body: unknown = {},
): Promise<string[]> {
  const before = reportsTo(around.bot, person).length;
  await around.control(path, body);
  await around.settle();
  return reportsTo(around.bot, person).slice(before);
}
