import type { FastifyInstance } from "fastify";
import { handleControlErrors } from "../../http/handle-control-errors.ts";
import { runDue } from "../billing/due.ts";
import { StripeError } from "../core/errors.ts";
import type { Ids } from "../core/operation.ts";
import type { StripeState } from "../state.ts";
import { checkoutCommands } from "./checkout.ts";
import type { Command } from "./command.ts";
import { pastSubscriberCommands } from "./past-subscribers.ts";
import { paymentLinkCommands } from "./payment-links.ts";
import { paymentCommands } from "./payments.ts";
import { readCommands } from "./read.ts";
import { subscriptionCommands } from "./subscriptions.ts";
import { settingCommands } from "./time-and-settings.ts";
import { webhookCommands } from "./webhooks.ts";

/** All control routes of the local Stripe; `GET /_sandbox/stripe` lists them. */
const commands: readonly Command[] = [
  ...checkoutCommands,
  ...paymentLinkCommands,
  ...subscriptionCommands,
  ...pastSubscriberCommands,
  ...paymentCommands,
  ...settingCommands,
  ...webhookCommands,
  ...readCommands,
];

export function registerControls(scope: FastifyInstance, state: StripeState): void {
  handleControlErrors(scope, (error) => (error instanceof StripeError ? error.fields.status : undefined));
  scope.get("/", () => ({
    commands: commands.map(({ method, path, summary, input }) => ({ method, path, summary, input })),
  }));
  for (const { method, path, run } of commands) {
    scope.route({
      method,
      url: path,
      async handler(request) {
        runDue(state);
        const result = await run(state, method === "POST" ? request.body : request.query, request.params as Ids);
        if (method === "POST") state.publish("control", { path, ids: request.params });
        return result;
      },
    });
  }
}
