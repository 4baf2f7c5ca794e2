import { setTimeout as delay } from "node:timers/promises";
import { WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import { GatewayIntentBits, type REST } from "discord.js";
import type { Logger } from "pino";
import { type IdentifyThrottler, never } from "./identify-throttler.ts";
import type { Liveness } from "./liveness.ts";
import { type GatewayProblem, problemOfClose } from "./problem.ts";
import type { SessionKeeper } from "./session-keeper.ts";

const INTENTS = GatewayIntentBits.Guilds | GatewayIntentBits.GuildMembers;
/** Any code but 1000 and 1001 leaves the session to be resumed. */
const RESUMABLE_CLOSE = 4200;
/** How long Discord may take to say goodbye, in milliseconds. */
const CLOSE_MS = 3_000;
/** So many closed connections in a row, and it is begun anew after a pause. */
const MOST_CLOSES = 5;

export interface ConnectionOptions {
  readonly rest: REST;
  readonly token: string;
  readonly keeper: SessionKeeper;
  readonly liveness: Liveness;
  readonly throttler: IdentifyThrottler;
  readonly logger: Logger;
  /** The session was made or resumed. */
  readonly onLive: () => void;
  /** The connection closed; it is resumed or this ends. */
  readonly onClosed: () => void;
}

/** Why a connection ended for good: asked to, refused by Discord, or not to be had. */
export type ConnectionEnd =
  | { readonly kind: "stopped" }
  | { readonly kind: "refused"; readonly problem: GatewayProblem }
  | { readonly kind: "failed"; readonly error: unknown };

/** Holds the gateway session until `signal` is aborted or it cannot go on; drops and resumes are discord.js's part. */
export async function holdConnection(options: ConnectionOptions, signal: AbortSignal): Promise<ConnectionEnd> {
  const { keeper, liveness, logger } = options;
  const ended = Promise.withResolvers<ConnectionEnd>();
  const over = new AbortController();
  let closes = 0;
  const manager = new WebSocketManager({
    rest: options.rest,
    token: options.token,
    intents: INTENTS,
    shardCount: 1,
    helloTimeout: 20_000,
    // A reconnect of discord.js that is under way cannot be called off; one that never gets an answer stands still.
    buildIdentifyThrottler: async () => ({
      waitForIdentify: (_shardId, closed) => options.throttler.waitForTurn(closed, over.signal),
    }),
    retrieveSessionInfo: () => (over.signal.aborted ? never() : keeper.read()),
    updateSessionInfo: (_shardId, info) => keeper.update(info),
  });
  const live = (how: "ready" | "resumed"): void => {
    closes = 0;
    liveness.connected();
    logger.info({ event: "discord_ready", how }, "The gateway session is alive");
    options.onLive();
  };
  manager.on(WebSocketShardEvents.Hello, () => keeper.hello());
  manager.on(WebSocketShardEvents.Ready, () => live("ready"));
  manager.on(WebSocketShardEvents.Resumed, () => live("resumed"));
  manager.on(WebSocketShardEvents.HeartbeatComplete, ({ heartbeatAt }) => liveness.heartbeatAnswered(heartbeatAt));
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => keeper.receive(data));
  manager.on(WebSocketShardEvents.Error, ({ error }) => {
    logger.warn({ err: error, event: "gateway_error" }, "The gateway connection has trouble");
  });
  manager.on(WebSocketShardEvents.Closed, ({ code }) => {
    liveness.disconnected();
    options.onClosed();
    keeper.closed(code);
    logger.info({ event: "gateway_closed", code }, "The gateway connection was closed");
    const problem = problemOfClose(code);
    if (problem) ended.resolve({ kind: "refused", problem });
    else if (++closes >= MOST_CLOSES) ended.resolve({ kind: "failed", error: new Error(`Closed with ${code}`) });
  });
  const stop = (): void => ended.resolve({ kind: "stopped" });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  else manager.connect().catch((error: unknown) => ended.resolve({ kind: "failed", error }));
  try {
    return await ended.promise;
  } finally {
    signal.removeEventListener("abort", stop);
    over.abort();
    keeper.freeze();
    liveness.disconnected();
    const closed = Promise.resolve(manager.destroy({ code: RESUMABLE_CLOSE, reason: "Going away" }));
    await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
  }
}
