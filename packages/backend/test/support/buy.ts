import type { Pair } from "./start-pair.ts";
import { told } from "./told.ts";

/** What a purchase left at Stripe. */
export interface Bought {
  readonly customer: { readonly id: string };
  readonly subscription: { readonly id: string };
  readonly invoice: { readonly id: string };
  readonly charge: { readonly id: string };
}

/** A person buys a subscription, and everything that follows has happened. */
export async function buy(pair: Pair, discord_id: string, order: Record<string, unknown> = {}): Promise<Bought> {
  const bought = await pair.control<Bought>("/checkout", { discord_id, email: "a.person@example.org", ...order });
  await pair.settle();
  return bought;
}

/** Does something at Stripe and gives what the bot was told of it. */
export async function after(pair: Pair, person: string, path: string, body: unknown = {}): Promise<string[]> {
  const before = told(pair.bot, person).length;
  await pair.control(path, body);
  await pair.settle();
  return told(pair.bot, person).slice(before);
}
