import { HttpError } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

const USERS = 10_000;
const AT_ONCE = 100;
const MINUTE_MS = 60_000;
const WINDOW_MS = 10 * MINUTE_MS;
const MINUTES = 15;
const REFUSED = new Set([401, 403, 429]);

t.test("10,000 users with closed DMs cost at most 100 invalid requests in any ten minutes", async (t) => {
  let time = Date.now();
  const now = () => time;
  const discord = await startDiscord({ now });
  t.teardown(() => discord.sandbox.close());
  const first = await startTestBot(t, { discord, now });
  const second = await startTestBot(t, { discord, now, databaseUrl: first.databaseUrl });
  const crowd = { count: USERS, accepts_dms: false };
  const path = `/guilds/${seedIds.guild}/members`;
  const { user_ids: ids } = await discord.control<{ user_ids: string[] }>("POST", path, crowd);

  const outcomes = new Map<string, string>();
  /** When each may be tried again, as the bot has said. */
  const dueAt = new Map(ids.map((id) => [id, time]));
  async function tell(discord_id: string, bot: typeof first): Promise<void> {
    const request = { discord_id, action: "subscription_created", plan: "premium" } as const;
    try {
      const { outcome } = await bot.client.call("notify", request, { idempotencyKey: discord_id, retry: false });
      outcomes.set(discord_id, outcome ?? "none");
      dueAt.delete(discord_id);
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 429)) throw error;
      dueAt.set(discord_id, time + (error.retryAfterSeconds ?? 0) * 1_000);
    }
  }
  async function tellAll(due: string[]): Promise<void> {
    const work = async (_: unknown, lane: number): Promise<void> => {
      for (let id = due.pop(); id !== undefined; id = due.pop()) await tell(id, lane % 2 === 0 ? first : second);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  for (let minute = 0; minute <= MINUTES; minute++, time += MINUTE_MS) {
    await tellAll([...dueAt].filter(([, at]) => at <= time).map(([id]) => id));
  }

  const refused = (await discord.calls()).filter(({ status }) => REFUSED.has(status ?? 0)).map(({ at }) => at);
  const inTenMinutesFrom = (from: number) => refused.filter((at) => at >= from && at < from + WINDOW_MS).length;
  const most = Math.max(...refused.map(inTenMinutesFrom));
  t.comment(`${refused.length} invalid requests in ${MINUTES} minutes, at most ${most} in any ten`);
  t.ok(most <= 100, `${most} in any ten minutes`);
  t.ok(refused.length > most, `${refused.length} in all: the next are tried when the first are forgotten`);
  t.equal(outcomes.size, refused.length, "each was knocked at once");
  t.same(new Set(outcomes.values()), new Set(["dm_closed"]));
  t.equal(dueAt.size, USERS - outcomes.size, "the others are to be tried again");
});
