import { setTimeout as delay } from "node:timers/promises";
import { createInternalClient } from "@moddy/internal-api/client";
import { backendOperations, botOperations } from "@moddy/schemas";

/** Calls that go on and on. */
export interface Calling {
  readonly counts: { done: number; failed: string[] };
  stop(): Promise<void>;
}

const PAUSE_MS = 15;

/** Calls both services through their fronts without a pause worth the name, as the other side and as other programs do. */
export function keepCalling(options: {
  botUrl: string;
  backendUrl: string;
  secret: string;
  discordId: string;
}): Calling {
  const { secret, discordId } = options;
  const counts: Calling["counts"] = { done: 0, failed: [] };
  const over = new AbortController();
  const shared = { secret, caller: "cli" } as const;
  const bot = createInternalClient({ ...shared, operations: botOperations, baseUrl: options.botUrl });
  const backend = createInternalClient({ ...shared, operations: backendOperations, baseUrl: options.backendUrl });
  const calls: readonly (() => Promise<unknown>)[] = [
    () => bot.call("health", undefined),
    async () => {
      const { roles_updated, outcome } = await bot.call("rolesUpdate", { discord_id: discordId, plan: "premium" });
      if (!roles_updated) throw new Error(`Roles were not updated: ${outcome}`);
    },
    () => backend.call("userInfo", { discord_id: discordId }),
    () => backend.call("subscriptionInfo", { discord_id: discordId }),
    () => backend.call("eventNotify", { event_type: "command_used", discord_id: discordId }),
  ];
  async function repeat(call: () => Promise<unknown>): Promise<void> {
    while (!over.signal.aborted) {
      try {
        await call();
        counts.done += 1;
      } catch (error) {
        counts.failed.push(error instanceof Error ? error.message : String(error));
      }
      await delay(PAUSE_MS);
    }
  }
  const running = calls.map(repeat);
  return {
    counts,
    async stop() {
      over.abort();
      await Promise.all(running);
      await Promise.all([bot.close(), backend.close()]);
    },
  };
}
