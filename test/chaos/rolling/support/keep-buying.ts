import { setTimeout as delay } from "node:timers/promises";
import { seedIds } from "@moddy/sandbox";
import type { Stage } from "./start-rolling-pair.ts";

/** People who join and buy, one after the other. */
export interface Buying {
  /** Their ids. */
  readonly buyers: readonly string[];
  stop(): Promise<void>;
}

const SIDE_BY_SIDE = 3;
const LOOK_MS = 100;

/** Lets somebody new join and buy Premium, again and again, some side by side: each when the one before has their role. */
export function keepBuying({ sandbox, control }: Stage): Buying {
  const buyers: string[] = [];
  const over = new AbortController();
  const members = sandbox.discord.state.guilds.get(seedIds.guild)?.members;
  async function buy(): Promise<void> {
    const username = `buyer${buyers.length}`;
    const { id } = await control<{ id: string }>("POST", "/discord/users", { username });
    buyers.push(id);
    await control("PUT", `/discord/guilds/${seedIds.guild}/members/${id}`, {});
    const purchase = { discord_id: id, email: `${username}@example.com`, price_id: "price_premium_monthly" };
    await control("POST", "/stripe/checkout", purchase);
    while (!over.signal.aborted && !members?.get(id)?.roleIds.includes(seedIds.premiumRole)) await delay(LOOK_MS);
  }
  const running = Array.from({ length: SIDE_BY_SIDE }, async () => {
    while (!over.signal.aborted) await buy();
  });
  const all = Promise.all(running);
  all.catch(() => undefined);
  return {
    buyers,
    async stop() {
      over.abort();
      await all;
    },
  };
}
