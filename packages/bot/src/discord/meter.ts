import { Counter, Histogram, type Registry } from "prom-client";

/** Counts what the bot asks of Discord. */
export interface DiscordMeter {
  /** @param durationMs milliseconds. */
  call(method: string, route: string, status: string, durationMs: number): void;
  /** @param waitMs milliseconds that a call was held back. */
  wait(limit: "budget" | "bucket" | "global", waitMs: number): void;
}

/** Makes the meter and adds its metrics to the registry. */
export function createDiscordMeter(registry: Registry): DiscordMeter {
  const calls = new Counter({
    name: "moddy_discord_calls_total",
    help: "Calls to Discord by route and status; `lost` where no answer came.",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "moddy_discord_call_duration_seconds",
    help: "How long calls to Discord took.",
    labelNames: ["method", "route"],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const waits = new Counter({
    name: "moddy_discord_rate_limit_wait_seconds_total",
    help: "How long calls to Discord were held back: by the bot's own budget, a bucket, or the global limit.",
    labelNames: ["limit"],
    registers: [registry],
  });
  return {
    call(method, route, status, durationMs) {
      calls.inc({ method, route, status });
      durations.observe({ method, route }, durationMs / 1000);
    },
    wait: (limit, waitMs) => waits.inc({ limit }, waitMs / 1000),
  };
}
