import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { type Pair, startPair } from "../support/start-pair.ts";
import { until } from "../support/until.ts";

const PURCHASES = 1_000;
/** So many of those who bought change to the better plan while the bot is still away. */
const EVERY_UPGRADE = 4;
/** And so many people buy while the bot catches up. */
const LATE = 40;
const OUTAGE_MS = 3_600_000;
const CATCH_UP_MS = 700_000;
/** Source: Discord's documentation, "Global Rate Limit". */
const CALLS_PER_SECOND = 50;

/** Ten times what Discord gives to these routes, which is one a second; the limit over all is Discord's own. */
const QUOTAS = {
  "POST /users/@me/channels": { limit: 100, window_ms: 10_000 },
  "PUT /guilds/:guild_id/members/:user_id/roles/:role_id": { limit: 100, window_ms: 10_000 },
  "GET /guilds/:guild_id/members/:user_id": { limit: 50, window_ms: 1_000 },
};

interface Call {
  readonly at: number;
  readonly route: string | null;
  readonly status: number | null;
}

/** Something happens at Stripe; nobody's clock may move before its webhooks are taken. */
async function happen<T>({ control, sandbox }: Pair, command: string, body: object = {}): Promise<T> {
  const result = await control<T>("POST", `/stripe${command}`, body);
  await until("the webhooks are taken", () => sandbox.stripe.webhooks.queue.size === 0, { everyMs: 5 });
  return result;
}

function buy(pair: Pair, discord_id: string): Promise<{ subscription: { id: string } }> {
  return happen(pair, "/checkout", { discord_id, email: `${discord_id}@example.org` });
}

/** How long each webhook took, in milliseconds, the fastest first; every one was taken at the first attempt. */
async function readLatencies(t: Test, { control }: Pair): Promise<number[]> {
  interface Attempts {
    readonly attempts: readonly { duration_ms: number; delivered: boolean }[];
  }
  const { attempts } = await control<Attempts>("GET", "/stripe/webhooks/attempts");
  t.ok(
    attempts.every(({ delivered }) => delivered),
    "every webhook was taken at the first attempt",
  );
  return attempts.map(({ duration_ms }) => duration_ms).toSorted((a, b) => a - b);
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Infinity;

function busiestSecond(calls: readonly Call[]): number {
  const times = calls.map(({ at }) => at).toSorted((a, b) => a - b);
  let from = 0;
  return times.reduce((most, time, index) => {
    while ((times[from] ?? 0) <= time - 1_000) from++;
    return Math.max(most, index - from + 1);
  }, 0);
}

/** An hour goes by in which everybody buys, and some of them the better plan later. @returns who did. */
async function letAnHourPass(pair: Pair, people: readonly string[]): Promise<ReadonlySet<string>> {
  const allKnown = async () => (await pair.databases.countEvents()) === 0;
  const subscriptions = new Map<string, string>();
  for (const person of people) {
    subscriptions.set(person, (await buy(pair, person)).subscription.id);
    pair.move(OUTAGE_MS / people.length);
  }
  await until("all purchases are known", allKnown);
  const upgraded = new Set(people.filter((_, index) => index % EVERY_UPGRADE === 0));
  for (const person of upgraded) await happen(pair, `/subscriptions/${subscriptions.get(person)}/upgrade`);
  await until("all upgrades are known", allKnown);
  return upgraded;
}

/** What Discord shows of a person. */
function show({ sandbox }: Pair, person: string) {
  const { guilds, dms } = sandbox.discord.state;
  return {
    roles: guilds.get(seedIds.guild)?.members.get(person)?.roleIds,
    told: dms.get(person)?.messages.map(({ content }) => /\w+\*\* is active now/.exec(content)?.[0]),
  };
}

t.test(`the bot is down for an hour and ${PURCHASES} purchases wait`, async (t) => {
  const pair = await startPair(t, { rateLimits: true });
  const { control } = pair;
  await control("PATCH", "/discord/rate-limits", { routes: QUOTAS });
  const crowd = `/discord/guilds/${seedIds.guild}/members`;
  const { user_ids: people } = await control<{ user_ids: string[] }>("POST", crowd, { count: PURCHASES + LATE });
  const readCalls = (after: number) =>
    control<{ total: number; calls: Call[] }>("GET", `/discord/calls?after=${after}&limit=10000`);

  await pair.stop("bot");
  const upgraded = await letAnHourPass(pair, people.slice(0, PURCHASES));
  const { total: before } = await readCalls(0);
  const began = performance.now();
  await pair.start("bot");
  for (const person of people.slice(PURCHASES)) await buy(pair, person);
  await pair.settle(CATCH_UP_MS);
  const seconds = Math.round((performance.now() - began) / 1_000);

  const { calls } = await readCalls(before);
  const latencies = await readLatencies(t, pair);
  const busiest = busiestSecond(calls);
  const refused = calls.filter(({ status }) => status === 429).length;
  t.comment(
    `${latencies.length} webhooks: p50 ${quantile(latencies, 0.5)} ms, p99 ${quantile(latencies, 0.99)} ms; ` +
      `${calls.length} calls to Discord in ${seconds} s, at most ${busiest} in a second, ${refused} refused for their number`,
  );
  t.ok(busiest <= CALLS_PER_SECOND, `never more than ${CALLS_PER_SECOND} calls to Discord in a second`);

  const bought = { roles: [seedIds.premiumRole], told: ["Premium** is active now"] };
  const better = { roles: [seedIds.proRole], told: ["Pro** is active now"] };
  t.same(
    people.map((person) => show(pair, person)),
    people.map((person) => (upgraded.has(person) ? better : bought)),
    "everyone has their role, and was told once, and only what is true now",
  );
});
