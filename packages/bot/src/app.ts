import { botOperations } from "@moddy/schemas";
import { deliveries, echo, health, type RunningService, startService } from "@moddy/service";
import { type BotOptions, openDependencies } from "./dependencies.ts";
import { createGateway } from "./discord/gateway/gateway.ts";
import { commands } from "./features/commands/index.ts";
import type { BotContribution, BotFeature } from "./features/feature.ts";
import { memberEvents } from "./features/member-events/index.ts";
import { notify } from "./features/notify/index.ts";
import { purge } from "./features/purge/index.ts";
import { rolesList } from "./features/roles-list/index.ts";
import { rolesUpdate } from "./features/roles-update/index.ts";

/** Everything that the bot does. */
export const features = [
  /** Says whether the gateway session is alive. */
  health,
  /** Says who answers, and whether the backend can be reached from here. */
  echo,
  /** Lists, retries and cancels what waits to be sent to the backend. */
  deliveries,
  /** Tells a user what happened to their subscription: a direct message, or else a mention. */
  notify,
  /** Gives and takes a member's managed roles. */
  rolesUpdate,
  /** Lists who holds which managed roles. */
  rolesList,
  /** Reports to the backend who joins and leaves, and whose managed roles somebody else changes. */
  memberEvents,
  /** Answers the slash commands. */
  commands,
  /** Deletes old rows. */
  purge,
] as const satisfies readonly BotFeature[];

/**
 * Starts the bot: opens what it works with, sets its features up, starts their jobs and opens both ports, then connects to
 * Discord as soon as Discord can be reached.
 * @throws {ConfigError} when the plans file cannot be used.
 * @throws when the database cannot be reached or a port is taken; `options.shutdown` closes what was opened by then.
 */
export async function startBot(options: BotOptions): Promise<RunningService> {
  const dependencies = await openDependencies(options);
  const contributions: BotContribution[] = features.map((feature) => feature.setUp(dependencies));
  const gateway = createGateway(dependencies, {
    needs: features.map(({ name, ...feature }: BotFeature) => ({ feature: name, ...feature.discord })),
    handlers: contributions.flatMap(({ gatewayHandlers = [] }) => gatewayHandlers),
  });
  return await startService(botOperations, contributions, dependencies, gateway);
}
