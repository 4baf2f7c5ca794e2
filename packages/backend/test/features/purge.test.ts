import t from "tap";
import { startTestBackend } from "../support/start-test-backend.ts";

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

t.test(
  "the purge deletes old rows, but never an event of Stripe that is not processed or that cannot be read",
  async (t) => {
    const { db, backend } = await startTestBackend(t);
    const event = (id: string, receivedDaysAgo: number, processed: boolean) => ({
      id,
      type: "plan.created",
      created: daysAgo(receivedDaysAgo),
      payload: JSON.stringify({ data: { object: {} } }),
      received_at: daysAgo(receivedDaysAgo),
      ...(processed && { processed_at: daysAgo(receivedDaysAgo), result: "ignored" as const }),
    });
    const aside = { reason: "object_missing", result: "unreadable", processed_at: daysAgo(400) } as const;
    await db
      .insertInto("stripe_events")
      .values([
        { ...event("evt_old_unreadable", 400, true), ...aside },
        event("evt_old_processed", 91, true),
        event("evt_old_waiting", 400, false),
        event("evt_young_processed", 89, true),
        event("evt_young_waiting", 1, false),
      ])
      .execute();
    const discordEvent = (delivery_key: string, receivedDaysAgo: number) => ({
      delivery_key,
      event_type: "command_used",
      discord_id: "120000000000000001",
      metadata: null,
      received_at: daysAgo(receivedDaysAgo),
    });
    await db
      .insertInto("discord_events")
      .values([discordEvent("old", 91), discordEvent("young", 89)])
      .execute();

    await backend.runJob("purge");
    const events = await db.selectFrom("stripe_events").select("id").orderBy("id").execute();
    t.strictSame(
      events.map(({ id }) => id),
      ["evt_old_unreadable", "evt_old_waiting", "evt_young_processed", "evt_young_waiting"],
    );
    const discordEvents = await db.selectFrom("discord_events").select("delivery_key").execute();
    t.strictSame(discordEvents, [{ delivery_key: "young" }]);
  },
);
