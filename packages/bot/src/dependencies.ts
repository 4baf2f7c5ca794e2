import { createHash } from "node:crypto";
import type { BotEnvironment, Readiness } from "@moddy/runtime";
import { backendOperations } from "@moddy/schemas";
import { openServiceDependencies, type ServiceDependencies, type ServiceOptions } from "@moddy/service";
import { createGatewayStatus, type GatewayStatus } from "./discord/gateway/gateway-status.ts";
import type { GatewaySchedule } from "./discord/gateway/schedule.ts";
import { type DiscordClient, openDiscord } from "./discord/open-discord.ts";
import type { BotStep, Step } from "./features/steps.ts";
import { loadPlans } from "./plans/load-plans.ts";
import type { Plans } from "./plans/plans.ts";
import { createGatewaySessions, type GatewaySessions } from "./store/gateway-sessions.ts";
import { createIdentifies, type Identifies } from "./store/identifies.ts";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";
import type { BotTables } from "./store/tables.ts";

/** What the bot is started with. */
export interface BotOptions extends ServiceOptions<BotEnvironment, BotStep> {
  readonly gatewaySchedule?: Partial<GatewaySchedule>;
}

/** What the bot works with; `peer` is the backend. */
export interface Dependencies extends ServiceDependencies<BotTables, typeof backendOperations>, DiscordClient {
  readonly config: BotEnvironment;
  readonly step: Step;
  readonly plans: Plans;
  readonly gatewaySessions: GatewaySessions;
  readonly identifies: Identifies;
  readonly gatewayStatus: GatewayStatus;
  readonly gatewaySchedule: Partial<GatewaySchedule> | undefined;
  /** For `/readyz`: work is taken also in the moment in which the gateway session is resumed or handed over. */
  readonly readiness: () => Promise<Readiness>;
  /** For health: the gateway session is alive now, here or in the process that holds it. */
  readonly isHealthy: () => Promise<boolean>;
}

/** Tells the sessions of different tokens apart, without telling the token. */
function fingerprintOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 16);
}

/**
 * Opens what the bot works with: what both services have, the plans, and Discord, not yet connected. `shutdown` closes all
 * of it.
 * @throws {ConfigError} when the plans file cannot be used.
 * @throws when the database cannot be reached.
 */
export async function openDependencies(options: BotOptions): Promise<Dependencies> {
  const { config, step = () => undefined, gatewaySchedule } = options;
  const plans = await loadPlans(config);
  const base = await openServiceDependencies<BotTables, typeof backendOperations>(options, {
    service: "bot",
    database: { migrations, lockId: MIGRATION_LOCK_ID },
    peer: { operations: backendOperations, baseUrl: config.BACKEND_INTERNAL_URL },
  });
  const { db, outbox, shutdown, logger, metrics } = base;
  const fingerprint = fingerprintOf(config.DISCORD_TOKEN);
  const gatewaySessions = createGatewaySessions(db, fingerprint);
  const gatewayStatus = createGatewayStatus(gatewaySessions);
  const discord = openDiscord({ config, logger, metrics, holdsSession: gatewayStatus.holdsSession });
  shutdown.add("Discord's API", async () => discord.rest.close());

  async function readiness(): Promise<Readiness> {
    const running = !shutdown.signal.aborted;
    const database = outbox.health().then(
      ({ ready }) => ready,
      () => false,
    );
    const checks = { gateway: await gatewayStatus.isUsable(), database: await database };
    return { ready: running && checks.gateway && checks.database, checks };
  }

  return {
    ...base,
    ...discord,
    config,
    step,
    plans,
    gatewaySessions,
    identifies: createIdentifies(db, fingerprint),
    gatewayStatus,
    gatewaySchedule,
    readiness,
    isHealthy: gatewayStatus.isHealthy,
  };
}
