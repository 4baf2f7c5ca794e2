import { performance } from "node:perf_hooks";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { createDiscordApi, type DiscordApi } from "./api.ts";
import { type CommandsApi, createCommandsApi } from "./commands-api.ts";
import { createInvalidRequestGuard } from "./invalid-request-guard.ts";
import { createDiscordMeter } from "./meter.ts";
import { createPacer } from "./pacer.ts";
import { createDiscordRest, type DiscordRest } from "./rest.ts";
import { createReadSelfId, type ReadSelfId } from "./self.ts";

/** Calls a second: together, the session's holder and two other processes stay below Discord's 50. */
const BUDGET = { holder: 30, other: 9 } as const;
/** Refusals in ten minutes beside those of direct messages, which are counted in the database. */
const OTHER_REFUSALS = 10;

/** The ways to Discord's HTTP API. */
export interface DiscordClient {
  readonly rest: DiscordRest;
  readonly api: DiscordApi;
  readonly commandsApi: CommandsApi;
  readonly readSelfId: ReadSelfId;
}

/** Opens Discord's HTTP API, within one budget of calls; `rest.close()` ends it. */
export function openDiscord(options: {
  config: { DISCORD_TOKEN: string; DISCORD_API_BASE: string };
  logger: Logger;
  metrics: Registry;
  /** Whether this process holds the gateway session: it does most of the calls. */
  holdsSession: () => boolean;
}): DiscordClient {
  const { config, logger, metrics, holdsSession } = options;
  const rest = createDiscordRest({
    token: config.DISCORD_TOKEN,
    apiBase: config.DISCORD_API_BASE,
    pacer: createPacer(() => (holdsSession() ? BUDGET.holder : BUDGET.other)),
    guard: createInvalidRequestGuard({ limit: OTHER_REFUSALS, now: () => performance.now() }),
    meter: createDiscordMeter(metrics),
    logger,
  });
  const api = createDiscordApi(rest);
  return { rest, api, commandsApi: createCommandsApi(rest), readSelfId: createReadSelfId(api) };
}
