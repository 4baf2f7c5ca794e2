import { setTimeout as delay } from "node:timers/promises";
import { WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import type { REST } from "discord.js";
import type { Logger } from "pino";
import { type IdentifyThrottler, never } from "./identify-throttler.ts";
import type { Liveness } from "./liveness.ts";
import type { FeatureNeeds } from "./needs.ts";
import { type GatewayProblem, problemOfClose } from "./problem.ts";
import type { Session } from "./session.ts";

/** Any code but 1000 and 1001 leaves the session to be resumed. */
const RESUMABLE_CLOSE = 4200;
/** How long Discord may take to answer the close, in milliseconds. */
const CLOSE_MS = 3_000;
/** After so many closed connections in a row a new one is begun, after a pause. */
const MAX_CLOSES = 5;

export interface ConnectionOptions {
  readonly rest: REST;
  readonly token: string;
  /** The features' intents, as the gateway takes them. */
  readonly intents: number;
  readonly needs: readonly FeatureNeeds[];
  readonly session: Session;
  readonly liveness: Liveness;
  readonly throttler: IdentifyThrottler;
  readonly logger: Logger;
  /** The session was made or resumed. */
  readonly onConnected: (how: "ready" | "resumed") => void;
  /** The connection closed; it is resumed or this ends. */
  readonly onClosed: () => void;
}

/** Why a connection ended for good: it was asked to, Discord refused it, or it could not be made. */
export type ConnectionEnd =
  | { readonly kind: "stopped" }
  | { readonly kind: "refused"; readonly problem: GatewayProblem }
  | { readonly kind: "failed"; readonly error: unknown };

/** Holds the gateway session until `signal` is aborted or it cannot go on; discord.js resumes it after a drop. */
export async function holdConnection(options: ConnectionOptions, signal: AbortSignal): Promise<ConnectionEnd> {
  const { session, liveness, logger } = options;
  const ended = Promise.withResolvers<ConnectionEnd>();
  const ending = new AbortController();
  let closes = 0;
  const manager = new WebSocketManager({
    rest: options.rest,
    token: options.token,
    intents: options.intents,
    shardCount: 1,
    helloTimeout: 20_000,
    // discord.js cannot call off a reconnect that is under way; it ends up waiting for ever.
    buildIdentifyThrottler: async () => ({
      waitForIdentify: (_shardId, closed) => options.throttler.waitForTurn(closed, ending.signal),
    }),
    retrieveSessionInfo: () => (ending.signal.aborted ? never() : session.read()),
    updateSessionInfo: (_shardId, info) => session.update(info),
  });
  function connected(how: "ready" | "resumed"): void {
    closes = 0;
    liveness.connected();
    logger.info({ event: "discord_ready", how }, "The gateway session is alive");
    options.onConnected(how);
  }
  manager.on(WebSocketShardEvents.Hello, () => session.hello());
  manager.on(WebSocketShardEvents.Ready, () => connected("ready"));
  manager.on(WebSocketShardEvents.Resumed, () => connected("resumed"));
  manager.on(WebSocketShardEvents.HeartbeatComplete, ({ heartbeatAt }) => liveness.heartbeatAnswered(heartbeatAt));
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => session.receive(data));
  manager.on(WebSocketShardEvents.Error, ({ error }) => {
    logger.warn({ err: error, event: "gateway_error" }, "The gateway connection reports an error");
  });
  manager.on(WebSocketShardEvents.Closed, ({ code }) => {
    liveness.disconnected();
    options.onClosed();
    session.closed(code);
    logger.info({ event: "gateway_closed", code }, "The gateway connection was closed");
    const problem = problemOfClose(code, options.needs);
    if (problem) ended.resolve({ kind: "refused", problem });
    else if (++closes >= MAX_CLOSES) ended.resolve({ kind: "failed", error: new Error(`Closed with ${code}`) });
  });
  const stop = (): void => ended.resolve({ kind: "stopped" });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  else manager.connect().catch((error: unknown) => ended.resolve({ kind: "failed", error }));
  try {
    return await ended.promise;
  } finally {
    signal.removeEventListener("abort", stop);
    ending.abort();
    session.freeze();
    liveness.disconnected();
    const closed = Promise.resolve(manager.destroy({ code: RESUMABLE_CLOSE, reason: "Going away" }));
    await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
  }
}
