import { setTimeout as wait } from "node:timers/promises";
import type { InternalClient } from "@moddy/internal-api/client";
import type { backendOperations } from "@moddy/schemas";
import type { ProgressReporter } from "../progress/progress-reporter.ts";

const pollEveryMs = 200;

/**
 * Polls the backend for one user's deliveries until the signal is aborted, and shows each delivery, each attempt and the
 * end as the backend logs them: a container cannot read another one's log.
 */
export async function followDeliveries(options: {
  backend: InternalClient<typeof backendOperations>;
  discordId: string;
  progress: ProgressReporter;
  signal: AbortSignal;
}): Promise<void> {
  const { backend, discordId, progress, signal } = options;
  const shown = new Set<string>();
  const show = (key: string, entry: object): void => {
    if (shown.has(key)) return;
    shown.add(key);
    progress.showLogLine("backend", JSON.stringify(entry));
  };
  while (!signal.aborted) {
    const { deliveries } = await backend.call("deliveriesList", { discord_id: discordId });
    for (const { delivery_id, operation } of deliveries.toReversed()) {
      show(delivery_id, { event: "delivery_enqueued", delivery_id, operation });
      const { delivery } = await backend.call("deliveriesShow", { delivery_id });
      for (const { attempt, outcome } of delivery?.attempt_log ?? []) {
        show(`${delivery_id} ${attempt}`, { event: "delivery_attempt", operation, outcome });
      }
      if (delivery?.finished_at) {
        const { outcome } = delivery;
        show(`${delivery_id} end`, { event: "delivery_finished", operation, outcome });
      }
    }
    await wait(pollEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
