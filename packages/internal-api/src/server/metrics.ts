import { monitorEventLoopDelay } from "node:perf_hooks";
import { CONTRACT_VERSION } from "@moddy/schemas";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** One call that the server answered. */
export interface AnsweredCall {
  readonly operation: string;
  readonly status: number;
  /** The reply's outcome or the error's code; `ok` without either. */
  readonly outcome: string;
  readonly durationMs: number;
}

/** The metrics of a server. */
export interface ServerMetrics {
  observe(call: AnsweredCall): void;
  stop(): void;
}

const CALLS = "moddy_internal_calls_total";
const DURATION = "moddy_internal_call_duration_seconds";
const INFO = "moddy_service_info";
const LOOP_DELAY = "moddy_event_loop_delay_seconds";

function measureLoopDelay(registry: Registry): () => void {
  if (registry.getSingleMetric(LOOP_DELAY) !== undefined) return () => {};
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const gauge = new Gauge({
    name: LOOP_DELAY,
    help: "Delay of the event loop since the last scrape.",
    labelNames: ["quantile"],
    registers: [],
    collect() {
      for (const quantile of [0.5, 0.99]) this.set({ quantile }, delay.percentile(quantile * 100) / 1e9);
      delay.reset();
    },
  });
  registry.registerMetric(gauge);
  return () => {
    delay.disable();
    registry.removeSingleMetric(LOOP_DELAY);
  };
}

function registerVersions(registry: Registry, service: { service: string; version: string }): void {
  if (registry.getSingleMetric(INFO) !== undefined) return;
  const labelNames = ["service", "version", "contract_version"];
  const info = new Gauge({
    name: INFO,
    help: "The version that runs, as labels; always 1.",
    labelNames,
    registers: [registry],
  });
  info.set({ service: service.service, version: service.version, contract_version: CONTRACT_VERSION }, 1);
}

/** Registers the server's metrics. Several servers can share a registry. `stop` ends the measurement of the event loop. */
export function createServerMetrics(registry: Registry, service: { service: string; version: string }): ServerMetrics {
  const registers = [registry];
  const calls =
    (registry.getSingleMetric(CALLS) as Counter | undefined) ??
    new Counter({
      name: CALLS,
      help: "Calls to the internal API, by operation and result.",
      labelNames: ["operation", "status", "outcome"],
      registers,
    });
  const duration =
    (registry.getSingleMetric(DURATION) as Histogram | undefined) ??
    new Histogram({
      name: DURATION,
      help: "Duration of calls to the internal API.",
      labelNames: ["operation"],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    });
  registerVersions(registry, service);
  const stop = measureLoopDelay(registry);
  return {
    observe({ operation, status, outcome, durationMs }) {
      calls.inc({ operation, status, outcome });
      duration.observe({ operation }, durationMs / 1000);
    },
    stop,
  };
}
