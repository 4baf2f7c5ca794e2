import { mkdirSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { loadEnvFile } from "@moddy/runtime";
import { type Processes, startProcesses } from "../processes/start-processes.ts";
import type { Report } from "../progress/report.ts";
import { buySubscription, type Purchase } from "../purchase/buy-subscription.ts";
import { root } from "../root.ts";
import { checkSettings } from "./check-settings.ts";
import { choosePorts } from "./choose-ports.ts";
import { openDatabases } from "./open-databases.ts";
import { addressesOf, environmentFor } from "./service-environment.ts";
import { readSettings, type Settings } from "./settings.ts";
import { showWhatNext } from "./show-what-next.ts";
import { writeRunningFile } from "./write-running-file.ts";

export interface RunOptions {
  once: boolean;
  report: Report;
  signal: AbortSignal;
  variables: NodeJS.ProcessEnv;
}

/**
 * Runs database, sandbox, backend and bot, and buys a subscription. Resolves with the last line to show when the
 * signal is aborted, or with `once` after the purchase; by then everything that it started has ended.
 */
export async function runPair({ once, report, signal, variables }: RunOptions): Promise<string> {
  const environment = { ...variables };
  loadEnvFile(join(root, ".env"), environment);
  const settings = readSettings(environment);
  const sandboxed = settings.sandbox.discord || settings.sandbox.stripe;
  report.say(introduce(settings));
  const { ports, replaced } = await choosePorts(settings.env);
  for (const sentence of replaced) report.warn(sentence);
  checkSettings(settings, ports);
  const addresses = addressesOf(ports, hasIpv6() ? "[::1]" : "127.0.0.1");
  const folder = join(root, ".moddy");
  const logsFolder = join(folder, "logs");
  mkdirSync(logsFolder, { recursive: true });

  await using stack = new AsyncDisposableStack();
  const databaseUrl = settings.env["DATABASE_URL"];
  const databases = stack.use(await openDatabases({ databaseUrl, sandbox: sandboxed, logsFolder, report }));
  report.step("database", databases.description);
  signal.throwIfAborted();
  if (databases.slot === 1) {
    const environment = (service: "bot" | "backend") => environmentFor(service, { settings, ports, databases });
    stack.use(
      writeRunningFile(join(folder, "running.json"), { bot: environment("bot"), backend: environment("backend") }),
    );
  }
  const common = { settings, addresses, report, signal };
  const processes = stack.use(await startProcesses({ ...common, ports, databases, logsFolder }));
  const purchase = await processes.unlessFailed(firstPurchase(common, processes));
  const result = `ok: ${purchase?.result ?? "both services are ready; beside a real account nothing is bought"}`;
  if (once) return result;

  report.say(result);
  processes.keepAlive();
  showWhatNext({ ...common, purchase, buyerId: processes.people?.buyer.id, file: join(folder, "calls.sh") });
  await processes.unlessFailed(untilAborted(signal));
  return "Stopped.";
}

/** Buys nothing when an account is real: a real person would be charged or get the message. */
async function firstPurchase(
  common: Omit<Parameters<typeof buySubscription>[0], "people" | "progress"> & { settings: Settings },
  { people, progress }: Processes,
): Promise<Purchase | undefined> {
  return people && common.settings.sandbox.stripe ? await buySubscription({ ...common, people, progress }) : undefined;
}

function introduce({ sandbox }: Settings): string {
  if (sandbox.discord && sandbox.stripe) {
    return "Moddy beside a local Discord and a local Stripe (the sandbox): no account, nothing leaves this machine.\n";
  }
  const discord = sandbox.discord ? "the sandbox's Discord (DISCORD_TOKEN is not set)" : "the real Discord";
  const stripe = sandbox.stripe ? "the sandbox's Stripe (STRIPE_API_KEY is not set)" : "the real Stripe";
  return `Moddy beside ${discord} and ${stripe}.\n`;
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
