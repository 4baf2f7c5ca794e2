import { performance } from "node:perf_hooks";
import type { AdvisoryLocks } from "@moddy/runtime";
import type { Logger } from "pino";
import type { DiscordApi } from "../discord/api.ts";
import type { DiscordRest } from "../discord/rest.ts";
import type { GatewaySessions } from "../store/gateway-sessions.ts";
import type { Identifies } from "../store/identifies.ts";
import { type ConnectionEnd, holdConnection } from "./connection.ts";
import { createDispatchQueue } from "./dispatch-queue.ts";
import { createIdentifyThrottler } from "./identify-throttler.ts";
import { keepConnected, type RetrySchedule } from "./keep-connected.ts";
import { keepLease } from "./keep-lease.ts";
import { createLiveness } from "./liveness.ts";
import { findProblem } from "./preflight.ts";
import { createReports } from "./reports.ts";
import { createSessionKeeper, type StoreDispatch } from "./session-keeper.ts";

/** When the gateway is tried again, and how often its holder says that it is alive; milliseconds. */
export interface GatewaySchedule extends RetrySchedule {
  readonly reportMs: number;
}

const DEFAULT_SCHEDULE: GatewaySchedule = {
  firstRetryMs: 1_000,
  mostRetryMs: 60_000,
  problemRetryMs: 5 * 60_000,
  reportMs: 3_000,
};
/** How long the events that have arrived may take to be stored when a connection has ended, in milliseconds. */
const FINISH_MS = 3_000;
/** How long after the last word of the holder the session counts as alive for health, and for work; seconds. */
const HEALTHY_WITHIN_S = 10;
const USABLE_WITHIN_S = 20;

export interface GatewayOptions {
  readonly discord: DiscordRest;
  readonly api: DiscordApi;
  readonly token: string;
  /** Tells the sessions of different tokens apart. */
  readonly fingerprint: string;
  readonly locks: AdvisoryLocks;
  readonly sessions: GatewaySessions;
  readonly identifies: Identifies;
  readonly store: StoreDispatch;
  readonly logger: Logger;
  readonly now: () => number;
  /** From 0 up to but not 1; spreads retries. */
  readonly random: () => number;
  readonly schedule?: Partial<GatewaySchedule> | undefined;
  /** The session was made or resumed by this process. */
  readonly onLive: () => void;
}

/** Sees to it that one process of all holds the token's gateway session, and keeps trying. */
export interface Gateway {
  start(): void;
  /** Leaves the session to be resumed, by another process or the next start. */
  stop(): Promise<void>;
  /** Whether this process is the one that holds the session. */
  holdsSession(): boolean;
  /** Whether the session is alive, here or at the process that holds it. */
  isHealthy(): Promise<boolean>;
  /** The same, forgiving the moment in which a session is resumed or handed over. */
  isUsable(): Promise<boolean>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { discord, locks, sessions, logger, random } = options;
  const schedule = { ...DEFAULT_SCHEDULE, ...options.schedule };
  const liveness = createLiveness(() => performance.now());
  const throttler = createIdentifyThrottler(options);
  const reports = createReports({ sessions, logger, isAlive: () => liveness.isAlive() });
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let held: AbortSignal | undefined;
  // From the moment that the lease is lost, another process may hold it.
  const holdsSession = (): boolean => held?.aborted === false;

  async function connect(onLive: () => void, signal: AbortSignal): Promise<ConnectionEnd> {
    discord.restoreToken();
    const found = await findProblem(options.api, signal);
    if (!found.ok) return { kind: "failed", error: new Error(`Discord's API: ${found.failure.outcome}`) };
    if (found.value) return { kind: "refused", problem: found.value };
    const queue = createDispatchQueue(logger);
    const keeper = createSessionKeeper({ sessions, queue, store: options.store, now: options.now });
    await keeper.restore();
    const live = (): void => {
      onLive();
      reports.sayAlive();
      options.onLive();
    };
    const { token } = options;
    const parts = { rest: discord.rest, token, keeper, liveness, throttler, logger, onLive: live };
    const end = await holdConnection({ ...parts, onClosed: () => void reports.sayGone() }, signal);
    await queue.finish(FINISH_MS);
    await keeper.flush();
    return end;
  }

  async function holdSession(signal: AbortSignal): Promise<void> {
    held = signal;
    const reporter = setInterval(() => reports.sayAlive(), schedule.reportMs);
    try {
      await keepConnected({ connect, schedule, logger, random }, signal);
    } finally {
      clearInterval(reporter);
      held = undefined;
      await reports.sayGone();
    }
  }

  const orFalse = (answer: Promise<boolean>): Promise<boolean> => answer.catch(() => false);
  return {
    start() {
      const lease = { locks, key: `gateway:${options.fingerprint}`, retryMs: schedule.firstRetryMs, logger };
      running ??= keepLease(lease, holdSession, stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
    holdsSession,
    isHealthy: async () => (holdsSession() ? liveness.isAlive() : orFalse(sessions.isAlive(HEALTHY_WITHIN_S))),
    isUsable: async () => liveness.isAlive() || orFalse(sessions.wasAlive(USABLE_WITHIN_S)),
  };
}
