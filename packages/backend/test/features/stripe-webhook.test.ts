import { sql } from "kysely";
import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { newPerson } from "../support/people.ts";
import { postSigned, type Sending } from "../support/post-event.ts";
import { startTestBackend } from "../support/start-test-backend.ts";
import { WEBHOOK_SECRET } from "../support/start-test-environment.ts";

const NEW_SECRET = "whsec_new000000000000000000000000000";

function event(id: string, type: string, object: unknown = { id: "obj_1" }): string {
  return JSON.stringify({ id, object: "event", type, created: 1_790_000_000, data: { object }, api_version: null });
}

t.test("the webhook", async (t) => {
  const around = await startTestBackend(t, { env: { STRIPE_WEBHOOK_SECRET: `${WEBHOOK_SECRET}, ${NEW_SECRET}` } });

  const post = (payload: string, sending?: Sending) => postSigned(around.publicUrl, payload, sending);

  const find = (id: string) =>
    around.db.selectFrom("stripe_events").selectAll().where("id", "=", id).executeTakeFirst();

  await t.test("refuses what Stripe did not sign, and stores nothing of it", async (t) => {
    const payload = event("evt_forged", "customer.updated");
    const refused = [
      await post(payload, { secret: "whsec_other" }),
      await post(payload, { age: 3600 }),
      await post(payload, { header: { "stripe-signature": "" } }),
      await post(payload, { header: { "stripe-signature": "t=1,v1=00" } }),
      await fetch(`${around.publicUrl}/webhooks/stripe`, { method: "POST" }),
    ];
    for (const response of refused) {
      t.equal(response.status, 400);
      t.match(await response.json(), { code: "invalid_signature", retryable: false, request_id: String });
    }
    t.equal(await find("evt_forged"), undefined);
  });

  await t.test("takes either secret during a rotation", async (t) => {
    const responses = [
      await post(event("evt_old_secret", "plan.created")),
      await post(event("evt_new_secret", "plan.created"), { secret: NEW_SECRET }),
    ];
    t.same(
      responses.map(({ status }) => status),
      [200, 200],
    );
  });

  await t.test("stores an event once, however often it comes", async (t) => {
    const payload = event("evt_many", "plan.created");
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(payload)));
    const replies = await Promise.all(responses.map((response) => response.json() as Promise<{ duplicate: boolean }>));
    t.equal(replies.filter(({ duplicate }) => !duplicate).length, 1);
    t.equal(around.log.filter(({ event_id }) => event_id === "evt_many").length, 1);
  });

  await t.test("stores an unknown type of event and ignores it", async (t) => {
    t.equal((await post(event("evt_unknown", "something.new"))).status, 200);
    t.match(await find("evt_unknown"), { type: "something.new", result: "ignored", processed_at: Date });
  });

  await t.test("takes an event with characters that PostgreSQL refuses", async (t) => {
    const typed = { name: "Ada\u0000 \ud83d", "\u0000": "\\u0000", whole: "\u{1f600} C:\\users" };
    t.equal((await post(event("evt_odd", "plan.created", typed))).status, 200);
    t.match((await find("evt_odd"))?.payload.data.object, {
      name: "Ada\ufffd \ufffd",
      "\ufffd": "\\u0000",
      whole: typed.whole,
    });
  });

  await t.test("answers no 200 for an event that it could not store", async (t) => {
    await sql`alter table stripe_events rename to stripe_events_away`.execute(around.db);
    const refused = await post(event("evt_late", "plan.created"));
    await sql`alter table stripe_events_away rename to stripe_events`.execute(around.db);
    t.equal(refused.status, 500);
    t.match(await refused.json(), { code: "internal_error", retryable: true });
    t.equal((await post(event("evt_late", "plan.created"))).status, 200);
    t.ok(await find("evt_late"));
  });

  await t.test("sets an unreadable event aside without a crash", async (t) => {
    t.equal((await post(event("evt_broken", "charge.dispute.created", { id: 7 }))).status, 200);
    await around.settle();
    t.match(await find("evt_broken"), { result: "unreadable" });
  });

  await t.test("the public port has nothing else", async (t) => {
    const statusOf = async (path: string, method = "GET") =>
      (await fetch(`${around.publicUrl}${path}`, { method })).status;
    t.equal(await statusOf("/livez"), 200);
    t.equal(await statusOf("/readyz"), 200);
    t.equal(await statusOf("/internal/health"), 404);
    t.equal(await statusOf("/internal/user/info", "POST"), 404);
    t.equal(await statusOf("/webhooks/stripe"), 404);
  });
});

t.test("a clock that is an hour off refuses nothing", async (t) => {
  const around = await startTestBackend(t, { clockOffsetMs: 3_600_000 });
  const person = newPerson();
  await around.control("/checkout", { discord_id: person, email: "a.person@example.org" });
  await until("the purchase has arrived", async () => {
    const rows = await around.db.selectFrom("entitlements").select("plan").where("discord_id", "=", person).execute();
    return rows[0]?.plan === "premium";
  });
});
