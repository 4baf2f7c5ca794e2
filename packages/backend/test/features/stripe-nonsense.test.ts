import t from "tap";
import { postSigned } from "../support/post-event.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const whole = {
  id: "evt_whole",
  object: "event",
  type: "plan.created",
  created: 1_790_000_000,
  data: { object: { id: "plan_1" } },
};

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}

t.test("signed nonsense is a 400, and nothing of it is stored", async (t) => {
  const around = await startTestBackend(t);
  const bodies: Record<string, string> = {
    "no JSON": "not json",
    empty: "",
    null: "null",
    "a number": "7",
    "a text": '"event"',
    "an array": JSON.stringify([whole]),
    "an empty object": "{}",
    "no id": JSON.stringify({ ...whole, id: undefined }),
    "an id that is a number": JSON.stringify({ ...whole, id: 7 }),
    "an empty id": JSON.stringify({ ...whole, id: "" }),
    "a huge id": JSON.stringify({ ...whole, id: `evt_${"x".repeat(100_000)}` }),
    "an id with a NUL": JSON.stringify({ ...whole, id: "evt_\u0000" }),
    "no type": JSON.stringify({ ...whole, type: null }),
    "a huge type": JSON.stringify({ ...whole, type: "x".repeat(100_000) }),
    "a type with a NUL": JSON.stringify({ ...whole, type: "plan\u0000" }),
    "no created": JSON.stringify({ ...whole, created: undefined }),
    "a created that is a text": JSON.stringify({ ...whole, created: "2026-01-31T12:00:00Z" }),
    "a created in the far future": JSON.stringify({ ...whole, created: 1e15 }),
    "a created below zero": JSON.stringify({ ...whole, created: -62_135_596_801 }),
    "a broken created": JSON.stringify({ ...whole, created: 1.5 }),
    "no data": JSON.stringify({ ...whole, data: undefined }),
    "data that is null": JSON.stringify({ ...whole, data: null }),
    "data that is an array": JSON.stringify({ ...whole, data: [] }),
    "an object that is null": JSON.stringify({ ...whole, data: { object: null } }),
    "an object that is an array": JSON.stringify({ ...whole, data: { object: [] } }),
    "another object": JSON.stringify({ ...whole, object: "customer" }),
    "a thin event without a time": JSON.stringify({ ...whole, object: "v2.core.event" }),
    "a nesting that no parser likes": JSON.stringify(whole).replace('{"id":"plan_1"}', nested(150_000)),
    "a nesting that PostgreSQL refuses": JSON.stringify(whole).replace('{"id":"plan_1"}', nested(5_000)),
  };
  for (const [name, body] of Object.entries(bodies)) {
    const response = await postSigned(around.publicUrl, body);
    t.equal(response.status, 400, name);
    t.match(await response.json(), { code: "invalid_request", retryable: false, request_id: String }, name);
  }
  t.same(await around.db.selectFrom("stripe_events").select("id").execute(), []);
  t.equal((await postSigned(around.publicUrl, JSON.stringify(whole))).status, 200, "an event is taken");
  const deep = JSON.stringify({ ...whole, id: "evt_deep" }).replace('{"id":"plan_1"}', nested(90));
  t.equal((await postSigned(around.publicUrl, deep)).status, 200, "one that is deeper than any of Stripe's is, too");
});

t.test("a thin event is stored as ignored, with the reason", async (t) => {
  const around = await startTestBackend(t);
  const thin = {
    id: "evt_test_65R9Ijk8dKEYZcXeRWn16R9A7j1FSQ3w3TGDPLLGSM4CW0",
    object: "v2.core.event",
    type: "v1.billing.meter.error_report_triggered",
    created: "2026-11-21T19:57:29.784Z",
    livemode: false,
    related_object: { id: "mtr_1", type: "billing.meter", url: "/v1/billing/meters/mtr_1" },
  };
  const response = await postSigned(around.publicUrl, JSON.stringify(thin));
  t.equal(response.status, 200);
  t.match(await response.json(), { received: true });
  const row = await around.db.selectFrom("stripe_events").selectAll().where("id", "=", thin.id).executeTakeFirst();
  t.match(row, { result: "ignored", reason: "thin_event", created: new Date(thin.created), processed_at: Date });
});
