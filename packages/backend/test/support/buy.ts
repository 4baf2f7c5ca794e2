import type { Surroundings } from "./start-surroundings.ts";
import { told } from "./told.ts";

/** What a purchase left at Stripe. */
export interface Bought {
  readonly customer: { readonly id: string };
  readonly subscription: { readonly id: string };
  readonly invoice: { readonly id: string };
  readonly charge: { readonly id: string };
}

/** A person buys a subscription, and everything that follows has happened. */
export async function buy(
  around: Surroundings,
  discord_id: string,
  order: Record<string, unknown> = {},
): Promise<Bought> {
  const bought = await around.control<Bought>("/checkout", { discord_id, email: "a.person@example.org", ...order });
  await around.settle();
  return bought;
}

/** Does something at Stripe and gives what the bot was told of it. */
export async function after(around: Surroundings, person: string, path: string, body: unknown = {}): Promise<string[]> {
  const before = told(around.bot, person).length;
  await around.control(path, body);
  await around.settle();
  return told(around.bot, person).slice(before);
}
