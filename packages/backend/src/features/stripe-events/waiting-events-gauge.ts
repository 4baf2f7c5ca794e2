import { Gauge } from "prom-client";
import type { Dependencies } from "../../dependencies.ts";
import { countWaitingEvents } from "../../store/stripe-events.ts";

/** Counts the stored events that are not processed yet. */
export function createWaitingEventsGauge({ db }: Pick<Dependencies, "db">): Gauge {
  return new Gauge({
    name: "moddy_stripe_events_waiting",
    help: "Stripe's events that are stored and not processed yet.",
    registers: [],
    async collect() {
      this.set(await countWaitingEvents(db));
    },
  });
}
