import { z } from "zod";
import type { Check } from "../check.ts";
import { bad, ok, skipped, warn } from "../finding.ts";
import { checkStripeAnswer } from "../stripe/get-from-stripe.ts";
import { NEEDED_EVENTS } from "../stripe/needed-events.ts";

const PATH = "/webhooks/stripe";

const endpoints = z.object({
  data: z.array(
    z.object({
      url: z.string(),
      status: z.string(),
      enabled_events: z.array(z.string()),
      api_version: z.string().nullable(),
    }),
  ),
});

function isOurs({ url }: { url: string }): boolean {
  return URL.parse(url)?.pathname.replace(/\/+$/, "") === PATH;
}

/** Whether Stripe sends the backend its events. */
export const stripeWebhook: Check = {
  id: "stripe_webhook",
  title: "Stripe webhook",
  run: async ({ getFromStripe, configuration, cli }) => {
    const answer = await getFromStripe("/v1/webhook_endpoints?limit=100");
    const problem = checkStripeAnswer(answer);
    if (problem !== undefined) return problem;
    const list = answer.kind === "answer" ? endpoints.safeParse(answer.body).data?.data : undefined;
    if (list === undefined) return skipped("Stripe's answer has no list of endpoints");
    const ours = list.filter(isOurs);
    const endpoint = ours.find(({ status }) => status === "enabled") ?? ours[0];
    if (endpoint === undefined) {
      const found = `no webhook endpoint ends in ${PATH}`;
      if (cli.running !== undefined) {
        const listen = `stripe listen --forward-to localhost:${configuration.variables.PORT}${PATH}`;
        return warn("stripe_webhook_local", found, `Run \`${listen}\` beside \`npm start\`.`);
      }
      const cause = "Stripe does not report payments to the backend: it sees them only in its daily reconciliation.";
      const fix = `Stripe dashboard, Webhooks: add https://<the backend's public address>${PATH}.`;
      return bad("stripe_webhook_missing", found, cause, fix);
    }
    if (endpoint.status !== "enabled") {
      const cause = "Stripe disables an endpoint that failed for days; a person can disable it, too.";
      const fix = "Stripe dashboard, Webhooks: enable the endpoint.";
      return bad("stripe_webhook_disabled", "the webhook endpoint is disabled", cause, fix);
    }
    const missing = NEEDED_EVENTS.filter((type) => !endpoint.enabled_events.some((one) => one === "*" || one === type));
    if (missing.length > 0) {
      const fix = `Stripe dashboard, Webhooks, the endpoint, events: add ${missing.join(", ")}.`;
      const found = `the webhook endpoint does not send ${missing.length} of ${NEEDED_EVENTS.length} events`;
      return bad(
        "stripe_webhook_events",
        found,
        "The backend sees these changes only in its daily reconciliation.",
        fix,
      );
    }
    return ok(`enabled, sends every needed event, API version ${endpoint.api_version ?? "of the account"}`);
  },
};
