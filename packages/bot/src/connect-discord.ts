import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Outbox } from "@moddy/delivery";
import type { InternalClient } from "@moddy/internal-api/client";
import type { AdvisoryLocks, BotEnvironment } from "@moddy/runtime";
import type { backendOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { createDiscordApi, type DiscordApi } from "./discord/api.ts";
import { createCommandsApi } from "./discord/commands-api.ts";
import { createInvalidRequestGuard } from "./discord/invalid-request-guard.ts";
import { createDiscordMeter } from "./discord/meter.ts";
import { createPacer } from "./discord/pacer.ts";
import { createDiscordRest } from "./discord/rest.ts";
import { createReadSelfId, type ReadSelfId } from "./discord/self.ts";
import { createCommands } from "./features/commands/commands.ts";
import { createStoreDispatch } from "./features/member-events/store-dispatch.ts";
import { createGateway, type Gateway, type GatewaySchedule } from "./gateway/gateway.ts";
import type { Plans } from "./plans/plans.ts";
import type { Step } from "./step.ts";
import { createDmChannels } from "./store/dm-channels.ts";
import { createGatewaySessions } from "./store/gateway-sessions.ts";
import { createIdentifies } from "./store/identifies.ts";
import { createRoleStates } from "./store/role-states.ts";
import type { BotTables } from "./store/tables.ts";

/** Calls a second: together, the session's holder and two other processes stay below Discord's 50. */
const BUDGET = { holder: 30, other: 9 } as const;
/** Refusals in ten minutes beside those of direct messages, which are counted in the database. */
const OTHER_REFUSALS = 10;

export interface ConnectDiscordOptions {
  readonly config: BotEnvironment;
  readonly plans: Plans;
  readonly db: Kysely<BotTables>;
  readonly locks: AdvisoryLocks;
  readonly outbox: Outbox<typeof backendOperations>;
  readonly backend: InternalClient<typeof backendOperations>;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly now: () => number;
  readonly random: () => number;
  readonly gatewaySchedule?: Partial<GatewaySchedule> | undefined;
  readonly step: Step;
}

/** Discord as the rest of the bot sees it. */
export interface Discord {
  readonly api: DiscordApi;
  readonly readSelfId: ReadSelfId;
  readonly gateway: Gateway;
  close(): Promise<void>;
}

/** Puts the ways to and from Discord together; nothing is connected before `gateway.start()`. */
export function connectDiscord(options: ConnectDiscordOptions): Discord {
  const { config, db, logger, now, plans } = options;
  const guildId = config.MODDY_GUILD_ID;
  const fingerprint = createHash("sha256").update(config.DISCORD_TOKEN).digest("hex").slice(0, 16);
  const discord = createDiscordRest({
    token: config.DISCORD_TOKEN,
    apiBase: config.DISCORD_API_BASE,
    pacer: createPacer(() => (gateway.holdsSession() ? BUDGET.holder : BUDGET.other)),
    guard: createInvalidRequestGuard({ limit: OTHER_REFUSALS, now: () => performance.now() }),
    meter: createDiscordMeter(options.metrics),
    logger,
  });
  const api = createDiscordApi(discord);
  const commandsApi = createCommandsApi(discord);
  const commands = createCommands({ guildId, api, commands: commandsApi, backend: options.backend, logger });
  const sessions = createGatewaySessions(db, fingerprint);
  const store = createStoreDispatch({
    guildId,
    db,
    plans,
    step: options.step,
    sessions,
    outbox: options.outbox,
    states: createRoleStates(db, now),
    dmChannels: createDmChannels(db, now),
    onStored: (payload) => commands.answer(payload),
  });
  const gateway: Gateway = createGateway({
    ...options,
    discord,
    api,
    token: config.DISCORD_TOKEN,
    fingerprint,
    sessions,
    identifies: createIdentifies(db, fingerprint),
    store,
    schedule: options.gatewaySchedule,
    onLive: () => commands.register(),
  });
  return {
    api,
    readSelfId: createReadSelfId(api),
    gateway,
    async close() {
      await gateway.stop();
      await commands.finish();
      discord.close();
    },
  };
}
