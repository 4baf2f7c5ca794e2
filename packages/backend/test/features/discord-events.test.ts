import t from "tap";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("events of Discord that the bot sends", async (t) => {
  const around = await startTestBackend(t);
  const { client, bot } = around;
  const stored = () => around.db.selectFrom("discord_events").selectAll().execute();

  await t.test("a paying user who joins gets the roles", async (t) => {
    const person = newPerson();
    await buy(around, person);
    const reply = await client.call("eventNotify", { event_type: "member_joined", discord_id: person });
    t.match(reply, { success: true, event_received: true, outcome: "delivered" });
    await around.settle();
    t.same(reportsTo(bot, person).slice(2), ["roles premium"], "and no second message");
  });

  await t.test("a user who does not pay gets nothing", async (t) => {
    const person = newPerson();
    await client.call("eventNotify", { event_type: "member_joined", discord_id: person });
    await client.call("eventNotify", { event_type: "role_updated", discord_id: person });
    await around.settle();
    t.same(reportsTo(bot, person), []);
  });

  await t.test("roles that were changed by hand are set again and reported", async (t) => {
    const person = newPerson();
    await buy(around, person);
    await client.call("eventNotify", { event_type: "role_updated", discord_id: person, metadata: { removed: 1 } });
    await around.settle();
    t.same(reportsTo(bot, person).slice(2), ["roles premium"]);
    t.ok(around.log.some(({ event, level }) => event === "managed_role_changed" && level === "warn"));
  });

  await t.test("each event is stored once", async (t) => {
    const person = newPerson();
    await buy(around, person);
    const before = (await stored()).length;
    const request = { event_type: "member_joined" as const, discord_id: person };
    const calls = Array.from({ length: 10 }, () =>
      client.call("eventNotify", request, { idempotencyKey: "joined-once" }),
    );
    for (const reply of await Promise.all(calls)) t.match(reply, { event_received: true });
    await around.settle();
    t.equal((await stored()).length, before + 1);
    t.equal(reportsTo(bot, person).length, 3);
  });

  await t.test("other events are stored and start nothing", async (t) => {
    const person = newPerson();
    for (const event_type of ["member_left", "command_used", "message_sent"] as const) {
      const reply = await client.call("eventNotify", { event_type, discord_id: person, metadata: { command: "plan" } });
      t.match(reply, { event_received: true });
    }
    t.equal((await stored()).filter(({ discord_id }) => discord_id === person).length, 3);
    await around.settle();
    t.same(reportsTo(bot, person), []);
  });
});
