import { HttpError } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

t.test("members are listed page by page with their managed roles alone", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const bot = await startTestBot(t, { discord });
  const { guild, ada, premiumRole, friendRole, proRole } = seedIds;
  for (const role of [premiumRole, friendRole]) {
    await discord.control("PUT", `/guilds/${guild}/members/${ada}/roles/${role}`);
  }
  const all = await bot.client.call("rolesList", {});
  t.match(all, { success: true, guild_id: guild, next: null });
  t.same(all.managed_role_ids.toSorted(), [premiumRole, proRole].toSorted());
  t.same(all.members.find(({ discord_id }) => discord_id === ada)?.role_ids, [premiumRole]);
  t.notOk(all.members.some(({ discord_id }) => discord_id === seedIds.bot));

  const pages: string[] = [];
  let after: string | null = null;
  do {
    const page: typeof all = await bot.client.call("rolesList", { limit: 2, after });
    pages.push(...page.members.map(({ discord_id }) => discord_id));
    after = page.next;
  } while (after !== null);
  t.same(
    pages,
    all.members.map(({ discord_id }) => discord_id),
  );

  await discord.fault({ kind: "status", route: "/guilds/:guild_id/members", times: 2 });
  const outage = bot.client.call("rolesList", {}, { retry: false });
  const status = await outage.then(
    () => 200,
    (error: unknown) => (error instanceof HttpError ? error.status : 0),
  );
  t.equal(status, 503, "never an empty list");
});
