import type { Activity } from "../progress/follow-activity.ts";
import type { Story } from "../progress/progress-reporter.ts";

/** A webhook that Stripe got its 200 for was stored by the backend before it answered. */
export function tellWebhook({ type, data }: Activity, story: Story): void {
  if (type !== "stripe.webhook" || data["delivered"] !== true) return;
  story.hear("backend", JSON.stringify({ event: "stripe_event_stored", type: data["event_type"] }));
}
