import type { FastifyInstance } from "fastify";
import { registerControls } from "./control/routes.ts";
import { type StripeApiOptions, serveApi } from "./rest/api.ts";

/** A Fastify plugin: Stripe's API at `/v1` and its control at `/_sandbox/stripe`. Stops the webhooks when the app closes. */
export async function serveStripe(app: FastifyInstance, options: StripeApiOptions): Promise<void> {
  app.addHook("onClose", () => options.state.webhooks.close());
  await app.register(async (scope) => serveApi(scope, options), { prefix: "/v1" });
  await app.register(async (scope) => registerControls(scope, options.state), { prefix: "/_sandbox/stripe" });
}
