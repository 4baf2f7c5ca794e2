import { Counter, Histogram, type Registry } from "prom-client";

/** A client's metrics in a registry. */
export interface ClientMetrics {
  /** `result`: `ok` or the error's code. */
  observe(call: { service: string; operation: string; result: string; durationMs: number }): void;
  retried(call: { service: string; operation: string }): void;
}

const CALLS = "moddy_internal_client_calls_total";
const RETRIES = "moddy_internal_client_retries_total";
const DURATION = "moddy_internal_client_call_duration_seconds";

/** Registers a client's metrics; several clients may share one registry. */
export function createClientMetrics(registry: Registry): ClientMetrics {
  const registers = [registry];
  function counter(name: string, help: string, labelNames: string[]): Counter {
    return (
      (registry.getSingleMetric(name) as Counter | undefined) ?? new Counter({ name, help, labelNames, registers })
    );
  }
  const calls = counter(CALLS, "Calls to the other service, by result.", ["service", "operation", "result"]);
  const retries = counter(RETRIES, "Retries of calls to the other service.", ["service", "operation"]);
  const duration =
    (registry.getSingleMetric(DURATION) as Histogram | undefined) ??
    new Histogram({
      name: DURATION,
      help: "Duration of calls to the other service, including retries.",
      labelNames: ["service", "operation"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    });
  return {
    observe({ service, operation, result, durationMs }) {
      calls.inc({ service, operation, result });
      duration.observe({ service, operation }, durationMs / 1000);
    },
    retried: (labels) => retries.inc(labels),
  };
}
