import { setTimeout as wait } from "node:timers/promises";
import type { InternalClient } from "@moddy/internal-api/client";
import type { backendOperations } from "@moddy/schemas";
import type { Story } from "../progress/progress-reporter.ts";

const lookEveryMs = 200;

/**
 * Asks the backend for one user's deliveries until the signal is aborted, and lets the story hear of each, of each
 * attempt and of the end, in the words of the backend's log: containers do not read each other's.
 */
export async function followDeliveries(options: {
  backend: InternalClient<typeof backendOperations>;
  discordId: string;
  story: Story;
  signal: AbortSignal;
}): Promise<void> {
  const { backend, discordId, story, signal } = options;
  const told = new Set<string>();
  const tell = (key: string, entry: object): void => {
    if (told.has(key)) return;
    told.add(key);
    story.hear("backend", JSON.stringify(entry));
  };
  while (!signal.aborted) {
    const { deliveries } = await backend.call("deliveriesList", { discord_id: discordId });
    for (const { delivery_id, operation } of deliveries.toReversed()) {
      tell(delivery_id, { event: "delivery_enqueued", delivery_id, operation });
      const { delivery } = await backend.call("deliveriesShow", { delivery_id });
      for (const { attempt, outcome } of delivery?.attempt_log ?? []) {
        tell(`${delivery_id} ${attempt}`, { event: "delivery_attempt", operation, outcome });
      }
      if (delivery?.finished_at) {
        const { outcome } = delivery;
        tell(`${delivery_id} end`, { event: "delivery_finished", operation, outcome });
      }
    }
    await wait(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
