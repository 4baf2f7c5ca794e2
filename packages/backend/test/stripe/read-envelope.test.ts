import t from "tap";
import { readEnvelope } from "../../src/stripe/read-envelope.ts";

const event = { id: "evt_1", object: "event", type: "invoice.paid", created: 1_790_000_000, data: { object: {} } };

t.test("an event", async (t) => {
  t.match(readEnvelope(event), {
    id: "evt_1",
    type: "invoice.paid",
    created: new Date(1_790_000_000_000),
    thin: false,
  });
  t.ok(
    readEnvelope({ ...event, created: 253_402_300_799 })
      ?.created.toISOString()
      .startsWith("9999"),
  );
  t.equal(readEnvelope({ ...event, created: 253_402_300_800 }), undefined);
  t.ok(readEnvelope({ ...event, id: "x".repeat(255) }));
  t.equal(readEnvelope({ ...event, id: "x".repeat(256) }), undefined);
});

t.test("a thin event has a time in words", async (t) => {
  const thin = { id: "evt_2", object: "v2.core.event", type: "v2.core.account[requirements].updated" };
  t.match(readEnvelope({ ...thin, created: "2026-11-21T21:00:00+01:00" }), {
    thin: true,
    created: new Date("2026-11-21T20:00:00Z"),
  });
  t.equal(readEnvelope({ ...thin, created: 1_790_000_000 }), undefined);
});
