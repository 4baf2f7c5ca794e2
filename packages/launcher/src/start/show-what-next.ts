import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { backendOperations, botOperations, type Operation } from "@moddy/schemas";
import type { Report } from "../progress/report.ts";
import type { Purchase } from "../purchase/buy-subscription.ts";
import { root } from "../root.ts";
import type { Addresses } from "./service-environment.ts";
import type { Settings } from "./settings.ts";

export interface Next {
  settings: Settings;
  addresses: Addresses;
  report: Report;
  purchase: Purchase | undefined;
  /** Whom the examples name. */
  buyerId: string | undefined;
  /** Where the calls of all operations are written. */
  file: string;
}

/** The operations that are shown at once; the file has them all. */
const shown: readonly string[] = [
  "health",
  "notify",
  "rolesUpdate",
  "userInfo",
  "eventNotify",
  "subscriptionInfo",
  "subscriptionInvoices",
  "subscriptionRefund",
  "subscriptionCancel",
];

/** Says which addresses to open and what to try, with the secret of this run in each call. */
export function showWhatNext(next: Next): void {
  const { addresses, report, settings, file } = next;
  const calls = listCalls(next);
  writeFileSync(file, `${calls.map(({ text }) => text).join("\n\n")}\n`, { mode: 0o600 });
  report.say("\nEverything is up. Open:");
  report.say(`  ${addresses.backendPublic}/readyz   the backend's public side (Stripe's webhooks come in here)`);
  report.say(`  ${addresses.botPublic}/readyz   the bot's public side`);
  if (settings.sandbox.discord)
    report.say(`  ${addresses.sandbox}/_sandbox/discord/state   all that is in the sandbox's Discord`);
  if (settings.sandbox.stripe)
    report.say(`  ${addresses.sandbox}/_sandbox/stripe   all that the sandbox's Stripe can be made to do`);
  report.say("\nCall the services as they call each other:\n");
  for (const { name, text } of calls) if (shown.includes(name)) report.say(`${text.replace(/^/gm, "  ")}\n`);
  report.say(`All ${calls.length} operations: ${relative(root, file)}`);
  const experiments = listExperiments(next);
  if (experiments.length > 0) report.say("\nTry with the subscription, and watch what follows here:\n");
  for (const [what, command] of experiments) report.say(`  # ${what}\n  ${command}\n`);
  report.say("Logs: .moddy/logs. A service that you kill is started again. Ctrl-C stops everything.\n");
}

/** A `curl` for each operation of the contract, ready to be pasted into a shell. */
function listCalls({ addresses, settings, buyerId }: Next): { name: string; text: string }[] {
  const sides = [
    [botOperations, addresses.botInternal],
    [backendOperations, addresses.backendInternal],
  ] as const;
  return sides.flatMap(([operations, base]) => {
    return Object.entries(operations).map(([name, operation]) => {
      return { name, text: writeCurl(operation, base, settings.secret, buyerId) };
    });
  });
}

function writeCurl(operation: Operation, base: string, secret: string, buyerId: string | undefined): string {
  const lines = [`curl -g '${base}${operation.path}'`, `-H 'Authorization: Bearer ${secret}'`];
  if (operation.method === "POST") {
    const example = operation.examples.request as Record<string, unknown>;
    const body = { ...example, ...(buyerId !== undefined && "discord_id" in example && { discord_id: buyerId }) };
    lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n  ");
}

/** What can be done in the sandbox's Stripe with the subscription that was bought. */
function listExperiments({ addresses, purchase }: Next): [what: string, command: string][] {
  if (!purchase) return [];
  const stripe = `${addresses.sandbox}/_sandbox/stripe`;
  const subscription = `${stripe}/subscriptions/${purchase.subscriptionId}`;
  return [
    ["upgrade it: another role, another message", `curl -X POST ${subscription}/upgrade`],
    ["downgrade it", `curl -X POST ${subscription}/downgrade`],
    ["the card is declined at the next payment", `curl -X POST ${subscription}/fail-payment`],
    ["the card works again", `curl -X POST ${subscription}/recover`],
    ["refund the first payment", `curl -X POST ${stripe}/charges/${purchase.chargeId}/refund`],
    ["cancel it: the role goes", `curl -X POST ${subscription}/cancel`],
  ];
}
