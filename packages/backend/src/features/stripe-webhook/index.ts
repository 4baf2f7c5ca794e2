import type { FastifyInstance } from "fastify";
import type { Dependencies } from "../../dependencies.ts";
import { readTime } from "../../store/read-time.ts";
import type { BackendFeature } from "../feature.ts";
import { addStripeWebhookRoute } from "./route.ts";

/** `POST /webhooks/stripe` on the public port. */
export const stripeWebhook = {
  name: "stripe-webhook",
  setUp({ config, db, ...deps }: Pick<Dependencies, "config" | "db" | "stripe" | "stripeQueue" | "step" | "now">) {
    // Several, with commas between them, while the secret is rotated.
    const secrets = config.STRIPE_WEBHOOK_SECRET.split(",").map((secret) => secret.trim());
    return {
      publicRoutes: (server: FastifyInstance) =>
        addStripeWebhookRoute(server, { ...deps, secrets, databaseTime: () => readTime(db) }),
    };
  },
} satisfies BackendFeature;
