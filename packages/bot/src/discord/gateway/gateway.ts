import type { AdvisoryLocks } from "@moddy/runtime";
import type { ServiceConnection } from "@moddy/service";
import type { Logger } from "pino";
import type { GatewaySessions } from "../../store/gateway-sessions.ts";
import type { Identifies } from "../../store/identifies.ts";
import type { DiscordClient } from "../open-discord.ts";
import { type ConnectionEnd, holdConnection } from "./connection.ts";
import { createDispatchQueue } from "./dispatch-queue.ts";
import { createDispatcher, type DispatcherOptions } from "./dispatcher.ts";
import type { GatewayStatus } from "./gateway-status.ts";
import type { GatewayHandlers } from "./handlers.ts";
import { createIdentifyThrottler } from "./identify-throttler.ts";
import { keepConnected } from "./keep-connected.ts";
import { keepLease } from "./keep-lease.ts";
import { type FeatureNeeds, intentsOf } from "./needs.ts";
import { createPermissionCheck, type PermissionCheckOptions } from "./permission-check.ts";
import { findProblem } from "./preflight.ts";
import { DEFAULT_SCHEDULE, type GatewaySchedule } from "./schedule.ts";
import { createSession } from "./session.ts";
import { createStatusPublisher } from "./status-publisher.ts";

/** How long the events that have arrived may take to be stored when a connection has ended, in milliseconds. */
const FINISH_MS = 3_000;

export interface GatewayOptions extends DispatcherOptions, DiscordClient {
  readonly config: PermissionCheckOptions["config"] & { readonly DISCORD_TOKEN: string };
  readonly gatewaySessions: GatewaySessions;
  readonly gatewayStatus: GatewayStatus;
  readonly gatewaySchedule: Partial<GatewaySchedule> | undefined;
  readonly identifies: Identifies;
  readonly locks: AdvisoryLocks;
  readonly logger: Logger;
  readonly now: () => number;
  /** From 0 up to but not 1; spreads retries. */
  readonly random: () => number;
}

/** What the features make of the gateway. */
export interface GatewayFeatures {
  readonly needs: readonly FeatureNeeds[];
  readonly handlers: readonly GatewayHandlers[];
}

/**
 * Makes the connection to Discord's gateway. Once opened, one process of all holds the token's session and keeps trying;
 * closing leaves the session to be resumed, by another process or the next start.
 */
export function createGateway(options: GatewayOptions, { needs, handlers }: GatewayFeatures): ServiceConnection {
  const { rest, locks, logger, random, gatewaySessions: sessions, gatewayStatus: status } = options;
  const schedule = { ...DEFAULT_SCHEDULE, ...options.gatewaySchedule };
  const { liveness } = status;
  const publisher = createStatusPublisher({ sessions, logger, isAlive: () => liveness.isAlive() });
  const store = createDispatcher(options, handlers);
  const checkPermissions = createPermissionCheck(options, needs);
  const connection = {
    rest: rest.rest,
    token: options.config.DISCORD_TOKEN,
    intents: intentsOf(needs),
    liveness,
    throttler: createIdentifyThrottler(options),
    logger,
    onClosed: () => void publisher.publishOffline(),
  };
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function connect(onConnected: () => void, signal: AbortSignal): Promise<ConnectionEnd> {
    rest.restoreToken();
    const found = await findProblem(options.api, needs, signal);
    if (!found.ok) return { kind: "failed", error: new Error(`Discord's API: ${found.failure.outcome}`) };
    if (found.value) return { kind: "refused", problem: found.value };
    await checkPermissions(signal);
    const queue = createDispatchQueue(logger);
    const session = createSession({ sessions, queue, store, now: options.now });
    await session.restore();
    function announce(how: "ready" | "resumed"): void {
      onConnected();
      publisher.publishAlive();
      for (const handler of handlers) handler.onConnected?.(how);
    }
    const end = await holdConnection({ ...connection, needs, session, onConnected: announce }, signal);
    await queue.finish(FINISH_MS);
    await session.flush();
    return end;
  }

  async function holdSession(lease: AbortSignal): Promise<void> {
    status.setLease(lease);
    const timer = setInterval(() => publisher.publishAlive(), schedule.publishMs);
    try {
      await keepConnected({ connect, schedule, logger, random }, lease);
    } finally {
      clearInterval(timer);
      status.setLease(undefined);
      await publisher.publishOffline();
    }
  }

  return {
    name: "Discord's gateway",
    open() {
      const lease = { locks, key: `gateway:${sessions.token}`, retryMs: schedule.firstRetryMs, logger };
      running ??= keepLease(lease, holdSession, stopping.signal);
    },
    async close() {
      stopping.abort();
      await running;
      for (const handler of handlers) await handler.finish?.();
    },
  };
}
