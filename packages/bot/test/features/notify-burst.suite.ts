import { HttpError } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

const AT_ONCE = 20;
const DEADLINE_MS = 60_000;

t.test("a burst of closed DMs at two bots stays far below Discord's ban, and open ones get through", async (t) => {
  let time = Date.now();
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const bot = await startTestBot(t, { discord, now: () => time });
  const other = await startTestBot(t, { discord, now: () => time, databaseUrl: bot.databaseUrl });
  const tell = (discord_id: string, { client } = bot) =>
    client
      .call("notify", { discord_id, action: "subscription_created", plan: "premium" }, { deadlineMs: DEADLINE_MS })
      .then(
        ({ outcome }) => outcome,
        (error: unknown) => (error instanceof HttpError ? error : undefined),
      );
  t.equal(await tell(seedIds.ada), "delivered");
  const crowd = { count: 80, accepts_dms: false };
  const { user_ids: ids } = await discord.control<{ user_ids: string[] }>(
    "POST",
    `/guilds/${seedIds.guild}/members`,
    crowd,
  );

  const outcomes: Awaited<ReturnType<typeof tell>>[] = [];
  const waiting = [...ids.entries()];
  const tellSome = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, id] = next;
      outcomes[i] = await tell(id, i % 2 === 0 ? bot : other);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, tellSome));
  t.equal(outcomes.filter((outcome) => outcome === "dm_closed").length, 60);
  const deferred = outcomes.filter((outcome) => outcome instanceof HttpError);
  t.equal(deferred.length, 20);
  t.match(deferred[0], { status: 429, body: { code: "rate_limited", retryable: true } });
  t.ok((deferred[0]?.retryAfterSeconds ?? 0) > 500, "they are told when a place is free");
  t.equal((await discord.counters()).invalid_requests.count, 60);
  t.ok((await discord.busiestSecond()) < 50, "and the burst stays below Discord's global limit");
  t.equal(await tell(seedIds.ada), "delivered", "a DM that is known to be open");
  time += 11 * 60_000;
  t.equal(await tell(ids.find((_, i) => outcomes[i] instanceof HttpError) ?? ""), "dm_closed");
});
