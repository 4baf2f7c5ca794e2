import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import { unlessAborted } from "@moddy/runtime";
import { DefaultRestOptions, REST, RESTEvents, type RESTOptions } from "discord.js";
import type { Logger } from "pino";
import { type Attempt, readFailure } from "./failure.ts";
import type { InvalidRequestGuard } from "./invalid-request-guard.ts";
import type { DiscordMeter } from "./meter.ts";
import type { Pacer } from "./pacer.ts";
import { routeTemplate } from "./route-template.ts";

const ATTEMPT_MS = 6_000;
/** How long a call waits for a rate limit to pass, in milliseconds; after a longer one the delivery is tried again. */
const MAX_LIMIT_WAIT_MS = 5_000;

const tookTooLong = (): Error => new DOMException("The call took too long", "AbortError");

type MakeRequest = RESTOptions["makeRequest"];

export interface DiscordRestOptions {
  readonly token: string;
  /** Without the version, such as `https://discord.com/api`. */
  readonly apiBase: string;
  readonly pacer: Pacer;
  readonly guard: InvalidRequestGuard;
  readonly meter: DiscordMeter;
  readonly logger: Logger;
}

/** The one way to Discord's HTTP API. */
export interface DiscordRest {
  readonly rest: REST;
  /**
   * Runs a call until `signal` is aborted; what Discord, the network or a limit refuses becomes a value; a bug is
   * thrown.
   */
  attempt<T>(call: (rest: REST) => Promise<T>, signal?: AbortSignal): Promise<Attempt<T>>;
  /** Lets calls use the token again that Discord refused before. */
  restoreToken(): void;
  close(): void;
}

/** discord.js's REST. Each request has a deadline, keeps to one budget and passes the guard; it is counted and logged. */
export function createDiscordRest(options: DiscordRestOptions): DiscordRest {
  const departures = new AsyncLocalStorage<{ left: boolean }>();
  const rest = new REST({
    api: options.apiBase,
    version: "10",
    retries: 1,
    // This includes the wait for the pacer; the deadline of the call itself begins after its turn.
    timeout: 30_000,
    globalRequestsPerSecond: 45,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > MAX_LIMIT_WAIT_MS,
    makeRequest: (url, init) =>
      makeRequest(options, url, init, () => {
        const departure = departures.getStore();
        if (departure) departure.left = true;
      }),
  }).setToken(options.token);
  rest.on(RESTEvents.RateLimited, ({ global, timeToReset }) =>
    options.meter.wait(global ? "global" : "bucket", Math.min(timeToReset, MAX_LIMIT_WAIT_MS)),
  );
  return {
    rest,
    async attempt(call, signal) {
      const departure = { left: false };
      try {
        const work = departures.run(departure, () => call(rest));
        // discord.js sleeps through a rate limit whatever its signal says. It does not send the call afterwards.
        return { ok: true, value: await (signal ? unlessAborted(work, signal, tookTooLong) : work) };
      } catch (error) {
        return { ok: false, failure: readFailure(error, departure.left) };
      }
    },
    restoreToken: () => rest.setToken(options.token),
    close() {
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
  };
}

async function makeRequest(
  { pacer, guard, meter, logger }: DiscordRestOptions,
  url: Parameters<MakeRequest>[0],
  init: Parameters<MakeRequest>[1],
  onDeparture: () => void,
): ReturnType<MakeRequest> {
  const route = routeTemplate(url);
  const method = init.method ?? "GET";
  guard.check();
  // Answers to interactions have three seconds and are outside of the global limit.
  if (!route.startsWith("/interactions/")) meter.wait("budget", await pacer.waitForTurn(init.signal));
  onDeparture();
  const start = performance.now();
  const finish = (status: number | "lost"): void => {
    const durationMs = performance.now() - start;
    meter.call(method, route, String(status), durationMs);
    logger.info(
      { event: "discord_call", method, route, status, duration_ms: Math.round(durationMs) },
      "Called Discord",
    );
  };
  try {
    const deadline = AbortSignal.timeout(ATTEMPT_MS);
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    const response = await DefaultRestOptions.makeRequest(url, { ...init, signal });
    finish(response.status);
    // Direct messages have a stricter budget in the database.
    const budgeted = response.status === 403 && method === "POST" && route === "/channels/:id/messages";
    if (!budgeted) guard.record(response.status, response.headers.get("x-ratelimit-scope"));
    return response;
  } catch (error) {
    finish("lost");
    throw error;
  }
}
