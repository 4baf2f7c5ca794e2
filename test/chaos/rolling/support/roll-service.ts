import { seedIds } from "@moddy/sandbox";
import { OUTCOMES, type ServiceName } from "@moddy/schemas";
import type { Test } from "tap";
import { until } from "../../../support/until.ts";
import { keepBuying } from "./keep-buying.ts";
import { keepCalling } from "./keep-calling.ts";
import { type Stage, startRollingPair } from "./start-rolling-pair.ts";

/** How often a service is replaced. */
export const TIMES = 20;

/** Resolves when everybody has what they bought and the backend knows that they joined; fails naming who has not. */
async function everybodyHas(stage: Stage, buyers: readonly string[]): Promise<void> {
  const { state } = stage.sandbox.discord;
  const members = state.guilds.get(seedIds.guild)?.members;
  let missing: readonly string[] = buyers;
  async function isComplete(): Promise<boolean> {
    const joined = await stage.query<{ discord_id: string }>(
      "backend",
      "select discord_id from discord_events where event_type = 'member_joined'",
    );
    const known = new Set(joined.map(({ discord_id }) => discord_id));
    missing = buyers.filter((id) => {
      const has = members?.get(id)?.roleIds.includes(seedIds.premiumRole) && state.dms.get(id)?.messages.length;
      return !has || !known.has(id);
    });
    return missing.length === 0;
  }
  await until("everybody has what they bought", isComplete, { withinMs: 120_000, everyMs: 200 }).catch(
    (cause: Error) => {
      throw new Error(`Nothing arrived for ${missing.join(", ")}`, { cause });
    },
  );
}

/** Attempts at deliveries that were made again: each is sent once, and the outbox sees to the rest. */
function repeatedAttempts({ entries }: Stage): string[] {
  return entries.flatMap(({ event, outcome, operation }) => {
    const again = event === "delivery_attempt" && !OUTCOMES[outcome ?? "delivered"].final;
    return again ? [`${operation}: ${outcome}`] : [];
  });
}

/** Replaces a service again and again while it works, and counts what was lost by it. */
export async function rollService(t: Test, service: ServiceName): Promise<void> {
  const stage = await startRollingPair();
  t.teardown(() => stage.close());
  const { sandbox } = stage;
  const calling = keepCalling({ ...stage, discordId: seedIds.ben });
  const buying = keepBuying(stage);
  const drained: number[] = [];
  for (let time = 1; time <= TIMES; time += 1) {
    const before = sandbox.discord.gateway.budget.total;
    const { status, ms, lines } = await stage.replace(service);
    drained.push(ms);
    if (status !== 0) t.comment(lines.join("\n"));
    const identifies = sandbox.discord.gateway.budget.total - before;
    t.equal(status, 0, `restart ${time}: the old one ended in order, ${ms} ms after SIGTERM`);
    t.ok(identifies <= 1, `restart ${time}: ${identifies} identifies`);
  }
  await buying.stop();
  await everybodyHas(stage, buying.buyers);
  await calling.stop();

  t.same(calling.counts.failed, [], `of ${calling.counts.done} internal calls none failed`);
  const { state } = sandbox.discord;
  const messages = buying.buyers.map((id) => state.dms.get(id)?.messages.length);
  t.ok(
    messages.every((count) => count === 1),
    `each of ${messages.length} buyers got one message`,
  );
  const changes = buying.buyers.map((id) => state.roleWrites.get(`${seedIds.guild}:${id}`)?.changes);
  t.ok(
    changes.every((count) => count === 1),
    "and got the role once",
  );
  const [longest, total] = [Math.max(...drained), sandbox.discord.gateway.budget.total];
  t.comment(
    `${TIMES} restarts of the ${service}: ${calling.counts.done} calls, ${calling.counts.failed.length} failed`,
  );
  t.comment(`attempts at deliveries that were made again: ${repeatedAttempts(stage).join(", ") || "none"}`);
  t.comment(
    `${messages.length} purchases, all arrived once; ${total} identify in all; the longest drain took ${longest} ms`,
  );
}
