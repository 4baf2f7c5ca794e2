import { createInternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { backendOperations } from "@moddy/schemas";
import t from "tap";
import { runModdy } from "../../support/run-moddy.ts";
import { createControl } from "../../support/sandbox-control.ts";
import { startPairWith, startReady } from "../../support/start-pair-processes.ts";
import { until } from "../../support/until.ts";

const SUBSCRIPTIONS = 5_000;
/** Stripe's events reach back 30 days: of these nothing is left but the subscription. */
const OLD = 4_000;
/** Members who pay and lack the role. */
const LACKING = 50;
/** A busy machine takes minutes, a free one less than one. */
const MINUTES = { withinMs: 280_000 };

/** 5,000 members with Premium but for a few, each of whom has subscribed at some time. */
async function subscribeAll(sandboxUrl: string): Promise<string[]> {
  const control = createControl(sandboxUrl);
  const join = async (count: number, role_ids: string[]) => {
    const path = `/discord/guilds/${seedIds.guild}/members`;
    return (await control<{ user_ids: string[] }>("POST", path, { count, role_ids })).user_ids;
  };
  const lacking = await join(LACKING, []);
  const people = [...lacking, ...(await join(SUBSCRIPTIONS - LACKING, [seedIds.premiumRole]))];
  const subscribers = people.map((discord_id, index) => ({
    discord_id,
    named_by: index % 2 === 0 ? "customer" : "subscription",
    price_id: index % 3 === 0 ? "price_premium_yearly" : "price_premium_monthly",
    days_ago: index < OLD ? 31 + (index % 1_000) : 1 + (index % 28),
  }));
  await control("POST", "/stripe/past-subscribers", { subscribers });
  return people;
}

t.test("5,000 subscribers from before: imported once, though the backend is killed twice", async (t) => {
  let people: string[] = [];
  const pair = await startPairWith({
    async start(service, env) {
      if (service === "backend" && people.length === 0) people = await subscribeAll(env["STRIPE_API_BASE"] ?? "");
      return startReady(service, env);
    },
  });
  t.teardown(() => pair.close());
  const { secret } = pair;
  const baseUrl = pair.urls.backend;
  const client = createInternalClient({ operations: backendOperations, baseUrl, secret, caller: "cli" });
  t.teardown(() => client.close());
  const status = async () => (await client.call("importStatus", {})).import;
  const guild = pair.sandbox.discord.state.guilds.get(seedIds.guild);
  const holders = () => people.filter((id) => guild?.members.get(id)?.roleIds.includes(seedIds.premiumRole));

  /** Kills the backend as `kill -9` does, and starts it again. @returns how many subscriptions it had read when it went on. */
  async function killAndStart(): Promise<number> {
    await pair.running("backend").kill();
    await pair.start("backend");
    const line = () =>
      pair
        .running("backend")
        .lines()
        .find((each) => each.includes('"import_started"'));
    await until("the import goes on", () => line() !== undefined, MINUTES);
    return (JSON.parse(line() ?? "{}") as { subscriptions: number }).subscriptions;
  }

  await t.test("it goes on where it was killed", async (t) => {
    await until(
      "a part of the list is read",
      async () => ((await status())?.subscriptions_read ?? 0) >= 1_000,
      MINUTES,
    );
    t.ok((await killAndStart()) >= 1_000, "the list");
    await until(
      "a part of the customers is applied",
      async () => {
        const now = await status();
        return now?.phase !== "customers" ? now?.phase === "finished" : now.customers_left < OLD;
      },
      MINUTES,
    );
    t.equal(await killAndStart(), SUBSCRIPTIONS, "the list is not read again");
    t.ok(holders().length >= SUBSCRIPTIONS - LACKING, "nobody has lost the role");
  });

  await t.test("it is complete", async (t) => {
    await until("it has ended", async () => (await status())?.finished_at !== null, MINUTES);
    t.match(await status(), {
      subscriptions_read: SUBSCRIPTIONS,
      customers_left: 0,
      customers_unreadable: 0,
      found: { customers_linked: SUBSCRIPTIONS, customers_unlinked: 0 },
    });
    await until("those who lacked the role have it", () => holders().length === SUBSCRIPTIONS, MINUTES);
  });

  await t.test("nobody has lost a role or got a message, and `sync` finds nothing", async (t) => {
    const run = await runModdy(["sync", "--dry-run"], { INTERNAL_API_SECRET: secret, BACKEND_INTERNAL_URL: baseUrl });
    t.match(run, { status: 0, stdout: /^would add 0, remove 0 \(\d+ members compared\)/m, stderr: "" });
    const { entries } = await pair.control<{ entries: { reason: string | null }[] }>(
      "GET",
      `/discord/guilds/${seedIds.guild}/audit-log`,
    );
    t.ok(entries.length <= LACKING, "each of those who lacked the role got it once");
    const { calls } = await pair.control<{ calls: { path: string }[] }>("GET", "/discord/calls?limit=1000");
    t.same(
      calls.filter(({ path }) => path.endsWith("/messages")),
      [],
    );
  });
});
