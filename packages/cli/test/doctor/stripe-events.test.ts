import t from "tap";
import { stripeEvents } from "../../src/doctor/checks/stripe-events.ts";
import type { EventsState } from "../../src/doctor/database/read-events.ts";
import { checkContext } from "../support/check-context.ts";

const open = { kind: "open", serverVersion: "18", migrations: [], queue: undefined } as const;
const idle = { setAside: {}, waiting: 3, oldestWaitingSeconds: 10 };

function run(state: Partial<EventsState> = {}) {
  const events = { ...idle, ...state };
  return stripeEvents.run(checkContext({ inspectDatabase: async () => ({ ...open, events }) }));
}

t.test("Stripe events: what was set aside, and what waits for more than an hour", async (t) => {
  t.match(await run(), { status: "ok", found: "3 waiting, the oldest for 10 s" });
  t.match(await run({ waiting: 0, oldestWaitingSeconds: 0 }), { status: "ok", found: "0 waiting" });
  t.match(await run({ oldestWaitingSeconds: 3_600 }), { status: "ok" });
  t.match(await run({ oldestWaitingSeconds: 3_601 }), { code: "stripe_events_waiting", fix: /--result waiting/ });
  t.match(await run({ setAside: { object_missing: 2, other_mode: 1 }, oldestWaitingSeconds: 3_601 }), {
    code: "stripe_events_set_aside",
    found: "3 of the last 30 days could not be processed: object_missing 2, other_mode 1",
  });
});

t.test("a database without events says nothing", async (t) => {
  const failed = checkContext({ inspectDatabase: async () => ({ kind: "failed", code: "ECONNREFUSED" }) });
  t.match(await stripeEvents.run(failed), { status: "skipped" });
  t.match(await stripeEvents.run(checkContext({ inspectDatabase: async () => open })), { status: "skipped" });
});
