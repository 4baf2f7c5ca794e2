import type { QueryExecutorProvider } from "kysely";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { DatabaseTime } from "../database-time.ts";
import type { AttemptReport } from "./create-run.ts";
import { countOpen, OPEN_STATES, readOldestPending } from "./store/count-deliveries.ts";

/** Registers the outbox's metrics. @returns the function that counts an attempt. */
export function createMetrics(
  registry: Registry,
  db: QueryExecutorProvider,
  time: DatabaseTime,
): (report: AttemptReport) => void {
  const attempts = new Counter({
    name: "moddy_delivery_attempts_total",
    help: "Attempts at deliveries, by operation and outcome.",
    labelNames: ["operation", "outcome"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "moddy_delivery_attempt_duration_seconds",
    help: "How long attempts at deliveries took.",
    labelNames: ["operation"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers: [registry],
  });
  const states = new Gauge({
    name: "moddy_deliveries",
    help: "Deliveries that wait (pending) or need an operator (dead).",
    labelNames: ["state"],
    registers: [],
    // Without the database the last numbers stay, so that the other metrics can still be read.
    async collect() {
      const counts = await countOpen(db).catch(() => undefined);
      if (counts) for (const state of OPEN_STATES) this.set({ state }, counts[state]);
    },
  });
  const oldest = new Gauge({
    name: "moddy_delivery_oldest_pending_seconds",
    help: "The age of the oldest delivery that has not ended.",
    registers: [],
    async collect() {
      const age = await readOldestPending(db, time).catch(() => undefined);
      if (age !== undefined) this.set(age);
    },
  });
  registry.registerMetric(states);
  registry.registerMetric(oldest);
  return ({ delivery, result, durationMs }) => {
    attempts.inc({ operation: delivery.operation, outcome: result.outcome });
    durations.observe({ operation: delivery.operation }, durationMs / 1_000);
  };
}
