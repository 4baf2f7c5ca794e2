import { createInternalClient } from "@moddy/internal-api/client";
import { backendOperations } from "@moddy/schemas";
import { followActivity } from "../progress/follow-activity.ts";
import { createStory } from "../progress/progress-reporter.ts";
import { createReport, type Report } from "../progress/report.ts";
import { buySubscription } from "../purchase/buy-subscription.ts";
import { watchStopSignals } from "../watch-stop-signals.ts";
import { chooseBuyer } from "./choose-buyer.ts";
import { followDeliveries } from "./follow-deliveries.ts";
import { type ComposeSettings, readComposeSettings } from "./read-compose-settings.ts";
import { tellWebhook } from "./report-webhook.ts";

const stop = watchStopSignals();
const report = createReport(process.stdout, performance.timeOrigin);

try {
  report.say(await makeFirstPurchase(readComposeSettings(process.env), report, stop.signal));
} catch (error) {
  report.say(`failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = stop.status() ?? 1;
}

/** Buys one subscription from the running pair and tells its way to Discord. Resolves with the last line. */
async function makeFirstPurchase(settings: ComposeSettings, report: Report, stopped: AbortSignal): Promise<string> {
  const { sandboxUrl } = settings;
  const backend = createInternalClient({
    operations: backendOperations,
    baseUrl: settings.backendUrl,
    secret: settings.secret,
    caller: "cli",
  });
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stopped]);
  try {
    const people = await chooseBuyer(settings, backend);
    const story = createStory(report, people);
    const see: typeof story.see = (activity) => {
      story.see(activity);
      tellWebhook(activity, story);
    };
    const followed = [
      followActivity(sandboxUrl, see, signal),
      followDeliveries({ backend, discordId: people.buyer.id, story, signal }),
    ];
    const bought = buySubscription({ settings, addresses: { sandbox: sandboxUrl }, people, story, report, signal });
    const { result } = await Promise.race([bought, ...followed.map(endsTooEarly)]);
    return `ok: ${result}`;
  } finally {
    over.abort();
    await backend.close();
  }
}

async function endsTooEarly(followed: Promise<void>): Promise<never> {
  await followed;
  throw new Error("The sandbox or the backend went away.");
}
