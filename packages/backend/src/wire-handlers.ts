import type { Outbox } from "@moddy/delivery";
import type { InternalClient } from "@moddy/internal-api/client";
import type { Handlers } from "@moddy/internal-api/server";
import type { Readiness } from "@moddy/runtime";
import type { backendOperations, botOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Stripe } from "stripe";
import type { PlanRules } from "./entitlement/load-plans.ts";
import { createEcho } from "./features/echo/handler.ts";
import { createEventNotify } from "./features/event-notify/take-discord-event.ts";
import { createGrantsCreate } from "./features/grants/create.ts";
import { createGrantsRevoke } from "./features/grants/revoke.ts";
import { createHealth } from "./features/health/handler.ts";
import { createSubscriptionCancel } from "./features/subscription/cancel.ts";
import { createSubscriptionInfo } from "./features/subscription/info.ts";
import { createSubscriptionInvoices } from "./features/subscription/invoices.ts";
import { createSubscriptionRefund } from "./features/subscription/refund.ts";
import { createSync } from "./features/sync/handler.ts";
import { createUserInfo } from "./features/user/info.ts";
import { createUserLink } from "./features/user/link.ts";
import { createUserUnlink } from "./features/user/unlink.ts";
import type { Step } from "./step.ts";
import type { BackendDatabase } from "./store/schema.ts";
import type { Core } from "./wire-core.ts";

/** What the handlers are made of. */
export interface HandlerParts extends Core {
  readonly rules: PlanRules;
  readonly db: Kysely<BackendDatabase>;
  readonly outbox: Outbox<typeof botOperations>;
  readonly bot: InternalClient<typeof botOperations>;
  readonly stripe: Stripe;
  readonly ready: () => Promise<Readiness>;
  readonly version: string;
  readonly now: () => number;
  readonly step: Step;
  readonly logger: Logger;
}

/** One handler for each operation that the backend serves. */
export function wireHandlers(parts: HandlerParts): Handlers<typeof backendOperations> {
  const shared = { ...parts, plans: parts.rules.plans };
  return {
    health: createHealth(shared),
    echo: createEcho(shared),
    userInfo: createUserInfo(shared),
    userLink: createUserLink(shared),
    userUnlink: createUserUnlink(shared),
    eventNotify: createEventNotify(shared),
    subscriptionInfo: createSubscriptionInfo(shared),
    subscriptionInvoices: createSubscriptionInvoices(shared),
    subscriptionRefund: createSubscriptionRefund(shared),
    subscriptionCancel: createSubscriptionCancel(shared),
    grantsCreate: createGrantsCreate(shared),
    grantsRevoke: createGrantsRevoke(shared),
    sync: createSync(parts.sweep),
    ...parts.outbox.handlers,
  };
}
