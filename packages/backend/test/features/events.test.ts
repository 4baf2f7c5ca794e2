import t from "tap";
import { buy } from "../support/buy.ts";
import { findEvent, untilEnded } from "../support/events.ts";
import { newPerson } from "../support/people.ts";
import { eventBody, postSigned } from "../support/post-event.ts";
import { SECRET } from "../support/secret.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const UPDATED = "customer.subscription.updated";
const idsOf = (events: readonly { event_id: string }[]) => events.map(({ event_id }) => event_id);

t.test("Stripe's events: listed, shown and retried", async (t) => {
  const around = await startTestBackend(t);
  const { client } = around;
  const post = (id: string, object: unknown, more = {}) =>
    postSigned(around.publicUrl, eventBody(id, UPDATED, object, more));
  await buy(around, newPerson(), { email: "ada@example.org" });
  await post("evt_broken_1", { id: "sub_1", customer: 7, email: "ben@example.org" });
  await post("evt_broken_2", { customer: 7 });
  await post("evt_connect", { id: "sub_2" }, { account: "acct_other" });
  await Promise.all(["evt_broken_1", "evt_broken_2", "evt_connect"].map((id) => untilEnded(around, id)));

  await t.test("the list: what came last first, narrowed and in pages", async (t) => {
    const { events } = await client.call("eventsList", { limit: 500 });
    t.same(idsOf(events).slice(0, 3), ["evt_connect", "evt_broken_2", "evt_broken_1"]);
    const unreadable = await client.call("eventsList", { result: "unreadable" });
    t.same(idsOf(unreadable.events), ["evt_broken_2", "evt_broken_1"]);
    t.match(unreadable.events[0], { type: UPDATED, reason: "unreadable_event", processed_at: /Z$/, received_at: /Z$/ });
    const connect = await client.call("eventsList", { reason: "other_account" });
    t.same(idsOf(connect.events), ["evt_connect"]);
    t.same((await client.call("eventsList", { result: "waiting" })).events, []);
    t.same((await client.call("eventsList", { older_than_seconds: 3600 })).events, []);
    t.ok((await client.call("eventsList", { type: "invoice.paid" })).events.length > 0);
    t.same(idsOf((await client.call("eventsList", { type: UPDATED, result: "ignored" })).events), ["evt_connect"]);
    t.same((await client.call("eventsList", { type: "invoice.paid", result: "ignored" })).events, []);
    const first = await client.call("eventsList", { result: "unreadable", limit: 1 });
    const second = await client.call("eventsList", { result: "unreadable", limit: 1, after: first.next });
    t.same([idsOf(first.events), idsOf(second.events)], [["evt_broken_2"], ["evt_broken_1"]]);
    t.equal(first.next, "evt_broken_2");
    t.equal(second.next, null);
    t.same((await client.call("eventsList", { after: "evt_unknown" })).events, []);
  });

  await t.test("one event: ids, but nothing of a person", async (t) => {
    const shown = await client.call("eventsShow", { event_id: "evt_broken_1" });
    t.match(shown.event, { result: "unreadable", object_id: "sub_1", account: null, livemode: false, tries: 0 });
    t.notMatch(JSON.stringify(shown), "@");
    t.match((await client.call("eventsShow", { event_id: "evt_connect" })).event, { account: "acct_other" });
    t.match(await client.call("eventsShow", { event_id: "evt_unknown" }), { success: false, event: null });
  });

  await t.test("metrics count what was set aside", async (t) => {
    const headers = { authorization: `Bearer ${SECRET}` };
    const response = await fetch(`http://127.0.0.1:${around.backend.internalPort}/internal/metrics`, { headers });
    const text = await response.text();
    t.match(text, /^moddy_stripe_events_set_aside\{reason="unreadable_event"\} 2$/m);
    t.match(text, /^moddy_stripe_events_set_aside\{reason="other_account"\} 1$/m);
    t.match(text, /^moddy_stripe_events_set_aside\{reason="object_missing"\} 0$/m);
  });

  await t.test("a retry processes what can be processed now", async (t) => {
    const { customer } = await buy(around, newPerson());
    const payload = JSON.stringify({ data: { object: { customer: customer.id } } });
    await around.db.updateTable("stripe_events").set({ payload }).where("id", "=", "evt_broken_1").execute();
    t.match(await client.call("eventsRetry", { event_id: "evt_broken_1" }), { success: true, count: 1 });
    await around.settle();
    t.match(await findEvent(around, "evt_broken_1"), { reason: null, judged_by: null });
    t.match((await findEvent(around, "evt_broken_1"))?.result, /applied|covered/);
    t.match(await client.call("eventsRetry", { event_id: "evt_broken_1" }), { count: 0 }, "what is processed stays so");
  });

  await t.test("many at once, by what they have in common", async (t) => {
    t.match(await client.call("eventsRetry", { reason: "other_account" }), { count: 1 });
    await around.settle();
    t.match(await client.call("eventsRetry", { result: "unreadable", type: UPDATED }), { count: 1 });
    await around.settle();
    t.match(await findEvent(around, "evt_broken_2"), { reason: "unreadable_event" }, "judged again");
    t.match(await client.call("eventsRetry", { result: "applied" }), { count: 0 });
    t.match(await client.call("eventsRetry", { older_than_seconds: 3600 }), { count: 0 });
    await post("evt_other_type", { id: "plan_1" });
    await postSigned(around.publicUrl, eventBody("evt_not_handled", "plan.created", { id: "plan_1" }));
    t.match(await client.call("eventsRetry", { type: "plan.created" }), { count: 0 }, "its type is not processed");
    await t.rejects(client.call("eventsRetry", {}), /needs a condition/);
  });
});
