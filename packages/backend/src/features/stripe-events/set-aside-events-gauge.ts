import { EVENT_REASON_CODES } from "@moddy/schemas";
import { Gauge } from "prom-client";
import type { Dependencies } from "../../dependencies.ts";
import { countSetAside } from "../../store/stripe-events.ts";

const THIRTY_DAYS_MS = 30 * 86_400_000;

/** Counts the events that ended without being processed. */
export function createSetAsideEventsGauge({ db, now }: Pick<Dependencies, "db" | "now">): Gauge {
  return new Gauge({
    name: "moddy_stripe_events_set_aside",
    help: "Stripe's events of the last 30 days that ended without being processed, by reason.",
    labelNames: ["reason"],
    registers: [],
    async collect() {
      this.reset();
      for (const reason of EVENT_REASON_CODES) this.set({ reason }, 0);
      for (const { reason, count } of await countSetAside(db, new Date(now() - THIRTY_DAYS_MS))) {
        this.set({ reason }, count);
      }
    },
  });
}
