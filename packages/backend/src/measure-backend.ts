import type { Kysely } from "kysely";
import { Gauge, type Registry } from "prom-client";
import { countPlans } from "./store/entitlements.ts";
import type { BackendDatabase } from "./store/schema.ts";
import { countWaitingEvents } from "./store/stripe-events.ts";

/** Registers what only the backend can count: who has which plan, and Stripe's events that wait. */
export function measureBackend(registry: Registry, db: Kysely<BackendDatabase>): void {
  const entitled = new Gauge({
    name: "moddy_entitled_users",
    help: "Discord users by the plan they have.",
    labelNames: ["plan"],
    registers: [],
    async collect() {
      this.reset();
      for (const [plan, count] of await countPlans(db)) this.set({ plan }, count);
    },
  });
  const waiting = new Gauge({
    name: "moddy_stripe_events_waiting",
    help: "Stripe's events that are stored and not processed yet.",
    registers: [],
    async collect() {
      this.set(await countWaitingEvents(db));
    },
  });
  for (const gauge of [entitled, waiting]) registry.registerMetric(gauge);
}
