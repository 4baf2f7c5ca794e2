import type { Activity } from "../progress/follow-activity.ts";
import type { ProgressReporter } from "../progress/progress-reporter.ts";

/** A webhook that Stripe got its 200 for was stored by the backend before it answered. */
export function reportWebhook({ type, data }: Activity, progress: ProgressReporter): void {
  if (type !== "stripe.webhook" || data["delivered"] !== true) return;
  progress.showLogLine("backend", JSON.stringify({ event: "stripe_event_stored", type: data["event_type"] }));
}
