import type { Inbox } from "@moddy/delivery";
import { sql } from "kysely";
import t from "tap";
import { purge } from "../../src/features/purge/index.ts";
import { createMessages } from "../../src/store/messages.ts";
import { createRoleStates } from "../../src/store/role-states.ts";
import { openBotDatabase } from "../support/bot-database.ts";

const DAY_MS = 24 * 60 * 60_000;

t.test("once a day and at each start, what is old is deleted, and what is young stays", async (t) => {
  const { db } = await openBotDatabase(t);
  const start = Date.parse("2026-01-31T12:00:00Z");
  const member = { guildId: "1", discordId: "7" };
  for (const [deliveryKey, days] of Object.entries({ old: 60.001, young: 59.999 })) {
    await createMessages(db, () => start - days * DAY_MS).intend({ deliveryKey, channel: "dm", discordId: "7" });
  }
  const states = createRoleStates(db);
  const [expired] = [
    await states.expect(member, { before: [], after: ["a"] }),
    await states.expect(member, { before: ["a"], after: [] }),
  ];
  await sql`update expected_role_changes set expires_at = now() where id = ${expired.id}`.execute(db);

  const kept: number[] = [];
  const inbox = { purge: async (days: number) => kept.push(days) } as unknown as Inbox;
  const [job, ...others] = purge.setUp({ db, inbox, now: () => start }).jobs;
  t.match(job, { queue: "purge", cron: /^\d+ \d+ \* \* \*$/, atStart: true, policy: "exclusive" });
  t.same(others, []);
  await job?.run();

  t.same(kept, [30], "the inbox keeps a month");
  t.same(await db.selectFrom("messages").select("delivery_key").execute(), [{ delivery_key: "young" }]);
  t.match(await db.selectFrom("expected_role_changes").selectAll().execute(), [{ roles_before: ["a"] }]);
});
