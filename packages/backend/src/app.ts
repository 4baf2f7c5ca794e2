import { backendOperations } from "@moddy/schemas";
import { deliveries, echo, health, type RunningService, startService } from "@moddy/service";
import { type BackendOptions, openDependencies } from "./dependencies.ts";
import { discordEvents } from "./features/discord-events/index.ts";
import { entitlementRecheck } from "./features/entitlement-recheck/index.ts";
import { events } from "./features/events/index.ts";
import type { BackendFeature } from "./features/feature.ts";
import { grants } from "./features/grants/index.ts";
import { importSubscriptions } from "./features/import/index.ts";
import { purge } from "./features/purge/index.ts";
import { reconcile } from "./features/reconcile/index.ts";
import { recovery } from "./features/recovery/index.ts";
import { stripeEvents } from "./features/stripe-events/index.ts";
import { stripeWebhook } from "./features/stripe-webhook/index.ts";
import { subscription } from "./features/subscription/index.ts";
import { unlinked } from "./features/unlinked/index.ts";
import { user } from "./features/user/index.ts";
import { waitingMessages } from "./features/waiting-messages/index.ts";

/** Everything that the backend does. */
export const features = [
  /** Says whether the service works. */
  health,
  /** Says who answers, and whether the bot can be reached from here. */
  echo,
  /** Lists, retries and cancels what waits to be sent to the bot. */
  deliveries,
  /** Takes Stripe's webhooks: stores each event, then answers 200. */
  stripeWebhook,
  /** Processes the stored events: who pays, what they may have, what the bot has to do. */
  stripeEvents,
  /** Lists Stripe's stored events, and has them processed again. */
  events,
  /** Reads Stripe's list of events, for those whose webhook never arrived. */
  recovery,
  /** Ends and begins plans when only time passes: trials, grace, grants. */
  entitlementRecheck,
  /** Sends the messages that waited for a quiet pause. */
  waitingMessages,
  /** Shows, links and unlinks a Discord user's account. */
  user,
  /** Lists the customers who pay and whose Discord user is not known, and tells the operator. */
  unlinked,
  /** Shows a subscription and its invoices; refunds and cancels. */
  subscription,
  /** Gives a plan without a payment, and takes it back. */
  grants,
  /** Takes what the bot reports: who joins, whose roles change. */
  discordEvents,
  /** Compares Discord's roles with what was paid, and sends what differs. */
  reconcile,
  /** Reads the subscriptions from before from Stripe, once and on request. */
  importSubscriptions,
  /** Deletes old rows. */
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
