import { backendOperations } from "@moddy/schemas";
import { deliveries, echo, health, type RunningService, startService } from "@moddy/service";
import { type BackendOptions, openDependencies } from "./dependencies.ts";
import { discordEvents } from "./features/discord-events/index.ts";
import { entitlementRecheck } from "./features/entitlement-recheck/index.ts";
import type { BackendFeature } from "./features/feature.ts";
import { grants } from "./features/grants/index.ts";
import { purge } from "./features/purge/index.ts";
import { reconcile } from "./features/reconcile/index.ts";
import { recovery } from "./features/recovery/index.ts";
import { stripeEvents } from "./features/stripe-events/index.ts";
import { stripeWebhook } from "./features/stripe-webhook/index.ts";
import { subscription } from "./features/subscription/index.ts";
import { user } from "./features/user/index.ts";

/** Everything that the backend does. */
export const features = [
  health,
  echo,
  deliveries,
  stripeWebhook,
  stripeEvents,
  recovery,
  entitlementRecheck,
  user,
  subscription,
  grants,
  discordEvents,
  reconcile,
  purge,
] as const satisfies readonly BackendFeature[];

/**
 * Starts the backend: opens what it works with, sets its features up, starts their jobs and opens both ports.
 * @throws {ConfigError} when the plans file cannot be used.
 * @throws when the database cannot be reached or a port is taken; `options.shutdown` closes what was opened by then.
 */
export async function startBackend(options: BackendOptions): Promise<RunningService> {
  const dependencies = await openDependencies(options);
  const contributions = features.map((feature) => feature.setUp(dependencies));
  return await startService(backendOperations, contributions, dependencies);
}
