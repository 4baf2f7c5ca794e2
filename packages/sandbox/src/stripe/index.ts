import type { FastifyInstance } from "fastify";
import { injectFaults } from "../faults/inject-faults.ts";
import type { SandboxContext } from "../http/context.ts";
import { createStripeState } from "./create-state.ts";
import { faultReplies } from "./fault-replies.ts";
import { serveStripe } from "./serve-stripe.ts";
import type { StripeState } from "./state.ts";

export type { StripeState } from "./state.ts";

export interface StripeOptions {
  /** The only key that is accepted; `sandboxStripeKey` by default. */
  readonly apiKey?: string | undefined;
  readonly webhookSecret?: string | undefined;
  /** Where events are sent from the start. */
  readonly webhookUrl?: string | undefined;
}

/** A key in Stripe's format that only the sandbox accepts. */
export const sandboxStripeKey: string = ["sk", "test", "sandbox".repeat(4)].join("_");

/** Adds a local Stripe to the app: /v1 and /_sandbox/stripe. */
export function mountStripe(app: FastifyInstance, context: SandboxContext, options: StripeOptions = {}): StripeState {
  const state = createStripeState({
    now: context.now,
    random: context.random,
    secretKey: options.apiKey ?? sandboxStripeKey,
    ...(options.webhookSecret !== undefined && { webhookSecret: options.webhookSecret }),
    ...(options.webhookUrl !== undefined && { webhookUrl: options.webhookUrl }),
    publish: (type, data) => context.activity.publish(`stripe.${type}`, data),
  });
  const prepare = (scope: FastifyInstance) =>
    injectFaults(scope, { faults: context.faults, target: "stripe", prefix: "/v1", replies: faultReplies });
  app.register(serveStripe, { state, prepare });
  return state;
}
