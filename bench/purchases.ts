import { followActivity } from "../packages/launcher/src/progress/follow-activity.ts";
import { type Section, summarize } from "./measure/result.ts";
import { addBuyers, buy } from "./support/add-buyers.ts";
import type { Pair } from "./support/start-pair.ts";

const ONE_BY_ONE = 40;
const AT_ONCE = 80;
const AT_ONCE_LIMITED = 20;

interface Watch {
  /** Resolves when the user has both the role and the message. */
  served(userId: string): Promise<void>;
  stop(): void;
}

async function watchDiscord({ sandboxUrl }: Pair): Promise<Watch> {
  const seen = new Map<string, { role?: true; message?: true }>();
  const waiting = new Map<string, () => void>();
  const opened = Promise.withResolvers<void>();
  const stopping = new AbortController();
  function see({ type, data }: { type: string; data: Record<string, unknown> }): void {
    opened.resolve();
    const userId = String(data["user_id"] ?? data["recipient_id"]);
    const has = seen.get(userId) ?? {};
    if (type === "discord.role_added") has.role = true;
    if (type === "discord.message_created") has.message = true;
    seen.set(userId, has);
    if (has.role && has.message) waiting.get(userId)?.();
  }
  followActivity(sandboxUrl, see, stopping.signal).catch((error: unknown) => opened.reject(error));
  await opened.promise;
  return {
    async served(userId) {
      const has = seen.get(userId);
      if (has?.role && has.message) return;
      await new Promise<void>((resolve) => waiting.set(userId, resolve));
    },
    stop: () => stopping.abort(),
  };
}

/** From the purchase at Stripe to the role and the message in Discord, through both services. */
export async function benchPurchases(pair: Pair): Promise<Section> {
  const watch = await watchDiscord(pair);
  async function purchase(buyer: string): Promise<number> {
    const began = performance.now();
    await buy(pair, buyer);
    await watch.served(buyer);
    return performance.now() - began;
  }
  async function together(what: string, count: number) {
    const buyers = await addBuyers(pair, count);
    const began = performance.now();
    const latencies = await Promise.all(buyers.map(purchase));
    return summarize(what, latencies, performance.now() - began);
  }
  await pair.control("PATCH", "/discord/rate-limits", { enabled: false });
  const single: number[] = [];
  for (const buyer of await addBuyers(pair, ONE_BY_ONE)) single.push(await purchase(buyer));
  const burst = await together(`${AT_ONCE} at once; the bot keeps to its own budget of Discord calls`, AT_ONCE);
  await pair.control("PATCH", "/discord/rate-limits", { enabled: true });
  const limited = await together(`${AT_ONCE_LIMITED} at once; Discord permits 10 role writes in 10 s`, AT_ONCE_LIMITED);
  watch.stop();
  return {
    title: "A purchase, from Stripe's event to role and message in Discord (both real services)",
    results: [summarize("one at a time", single), burst, limited],
  };
}
