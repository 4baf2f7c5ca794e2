import { readFile } from "node:fs/promises";
import { planCatalogue } from "@moddy/schemas";
import type { ProgressReporter } from "../progress/progress-reporter.ts";
import type { Report } from "../progress/report.ts";
import type { Addresses } from "../start/service-environment.ts";
import type { Settings } from "../start/settings.ts";
import type { People } from "./people.ts";
import { readDiscord } from "./read-discord.ts";
import { waitForArrival } from "./wait-for-arrival.ts";

export interface Purchase {
  subscriptionId: string;
  chargeId: string;
  /** What Discord shows at the end, for people. */
  result: string;
}

/**
 * Buys the cheapest plan in the sandbox and waits until Discord shows its roles and a message.
 * @throws {Error} that says what did not arrive.
 */
export async function buySubscription(options: {
  settings: Pick<Settings, "discordToken" | "guildId" | "plansFile">;
  addresses: Pick<Addresses, "sandbox">;
  people: People;
  progress: ProgressReporter;
  report: Report;
  signal: AbortSignal;
}): Promise<Purchase> {
  const { settings, people, progress, report, signal } = options;
  const sandboxUrl = options.addresses.sandbox;
  const { buyer } = people;
  const plan = await cheapestPlan(settings.plansFile);
  const expected = { userId: buyer.id, roleIds: plan.role_ids, roleName: people.roleName };
  const arrived = waitForArrival(progress, expected, signal);
  arrived.catch(() => undefined);
  report.step("purchase", `${buyer.name} buys ${plan.name} (${plan.price_ids[0]}) in the sandbox's Stripe`);
  const bought = await checkOut(sandboxUrl, { ...buyer, priceId: plan.price_ids[0] ?? "" });
  await arrived;
  const seconds = report.elapsed();
  const apiBase = `${sandboxUrl}/api`;
  const { guildId, discordToken: token } = settings;
  const seen = await readDiscord({ apiBase, token, guildId, userId: buyer.id });
  const missing = plan.role_ids.filter((id) => !seen.roleIds.includes(id));
  if (missing.length > 0) throw new Error(`Discord does not show the role ${missing.map(people.roleName).join(", ")}.`);
  if (!seen.message) throw new Error(`Discord shows no message to ${buyer.name}.`);
  const roles = plan.role_ids.map(people.roleName).join(", ");
  report.step(
    "read back",
    `Discord's API shows ${buyer.name} with the role ${roles} and the message “${seen.message}”`,
  );
  return { ...bought, result: `${buyer.name} paid, has the role ${roles} and was told so, ${seconds} after the start` };
}

async function cheapestPlan(file: string) {
  const { plans } = planCatalogue.parse(JSON.parse(await readFile(file, "utf8")));
  const [plan] = plans.toSorted((left, right) => left.rank - right.rank);
  if (!plan) throw new Error(`${file} names no plan.`);
  return plan;
}

async function checkOut(
  sandboxUrl: string,
  { id, email, priceId }: { id: string; email: string; priceId: string },
): Promise<Pick<Purchase, "subscriptionId" | "chargeId">> {
  const response = await fetch(`${sandboxUrl}/_sandbox/stripe/checkout`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ discord_id: id, email, price_id: priceId }),
  });
  if (!response.ok) throw new Error(`The sandbox's Stripe refused the purchase: ${await response.text()}`);
  const { subscription, charge } = (await response.json()) as { subscription: { id: string }; charge: { id: string } };
  return { subscriptionId: subscription.id, chargeId: charge.id };
}
