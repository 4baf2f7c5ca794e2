import { seedIds } from "@moddy/sandbox";
import type { Pair } from "./start-pair.ts";

let next = 1_300_000_000_000_000_000n;

/** Makes so many new members of the sandbox's guild. @returns their Discord ids. */
export async function addBuyers({ control }: Pair, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => String(next++));
  for (const id of ids) await control("PUT", `/discord/guilds/${seedIds.guild}/members/${id}`, {});
  return ids;
}

/** A purchase, from the card to Stripe's events. */
export async function buy({ control }: Pair, discordId: string): Promise<void> {
  await control("POST", "/stripe/checkout", { discord_id: discordId, email: `${discordId}@example.com` });
}
