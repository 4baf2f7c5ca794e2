import { createInternalClient } from "@moddy/internal-api/client";
import { backendOperations } from "@moddy/schemas";
import { followActivity } from "../progress/follow-activity.ts";
import { createProgressReporter } from "../progress/progress-reporter.ts";
import { createReport, type Report } from "../progress/report.ts";
import { buySubscription } from "../purchase/buy-subscription.ts";
import { watchStopSignals } from "../watch-stop-signals.ts";
import { chooseBuyer } from "./choose-buyer.ts";
import { followDeliveries } from "./follow-deliveries.ts";
import { type ComposeSettings, readComposeSettings } from "./read-compose-settings.ts";
import { reportWebhook } from "./report-webhook.ts";

const stop = watchStopSignals();
const report = createReport(process.stdout, performance.timeOrigin);

try {
  report.say(await makeFirstPurchase(readComposeSettings(process.env), report, stop.signal));
} catch (error) {
  report.say(`failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = stop.status() ?? 1;
}

/** Buys one subscription from the running pair and shows its way to Discord. Resolves with the last line. */
async function makeFirstPurchase(settings: ComposeSettings, report: Report, stopped: AbortSignal): Promise<string> {
  const { sandboxUrl } = settings;
  const backend = createInternalClient({
    operations: backendOperations,
    baseUrl: settings.backendUrl,
    secret: settings.secret,
    caller: "cli",
  });
  const finished = new AbortController();
  const signal = AbortSignal.any([finished.signal, stopped]);
  try {
    const people = await chooseBuyer(settings, backend);
    const progress = createProgressReporter(report, people);
    const showActivity: typeof progress.showActivity = (activity) => {
      progress.showActivity(activity);
      reportWebhook(activity, progress);
    };
    const followed = [
      followActivity(sandboxUrl, showActivity, signal),
      followDeliveries({ backend, discordId: people.buyer.id, progress, signal }),
    ];
    const bought = buySubscription({ settings, addresses: { sandbox: sandboxUrl }, people, progress, report, signal });
    const { result } = await Promise.race([bought, ...followed.map(endsTooEarly)]);
    return `ok: ${result}`;
  } finally {
    finished.abort();
    await backend.close();
  }
}

async function endsTooEarly(followed: Promise<void>): Promise<never> {
  await followed;
  throw new Error("The sandbox or the backend went away.");
}
