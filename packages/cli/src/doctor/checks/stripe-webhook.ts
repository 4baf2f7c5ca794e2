import { z } from "zod";
import type { Check } from "../check.ts";
import { bad, ok, skipped, warn } from "../finding.ts";
import { judgeAnswer } from "../stripe/ask-stripe.ts";
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

/** Whether Stripe tells the backend of what happens. */
export const stripeWebhook: Check = {
  id: "stripe_webhook",
  title: "Stripe webhook",
  run: async ({ askStripe, configuration, context }) => {
    const answer = await askStripe("/v1/webhook_endpoints?limit=100");
    const trouble = judgeAnswer(answer);
    if (trouble !== undefined) return trouble;
    const list = answer.kind === "answer" ? endpoints.safeParse(answer.body).data?.data : undefined;
    if (list === undefined) return skipped("Stripe told no endpoints");
    const ours = list.filter(isOurs);
    const [best] = [...ours].sort((a, b) => Number(b.status === "enabled") - Number(a.status === "enabled"));
    if (best === undefined) {
      const fix = `Stripe dashboard, Webhooks: add https://<the backend's public address>${PATH}.`;
      if (context.running !== undefined) {
        const listen = `Let \`stripe listen --forward-to localhost:${configuration.variables.PORT}${PATH}\` run beside it.`;
        return warn("stripe_webhook_local", `no webhook endpoint ends in ${PATH}`, listen);
      }
      const cause = "Stripe then tells the backend of no payment, until the daily look finds it.";
      return bad("stripe_webhook_missing", `no webhook endpoint ends in ${PATH}`, cause, fix);
    }
    if (best.status !== "enabled") {
      const cause = "Stripe disables an endpoint that failed for days; or a person did.";
      return bad(
        "stripe_webhook_disabled",
        "the webhook endpoint is disabled",
        cause,
        "Stripe dashboard, Webhooks: enable it.",
      );
    }
    const missing = NEEDED_EVENTS.filter((type) => !best.enabled_events.some((one) => one === "*" || one === type));
    if (missing.length > 0) {
      const fix = `Stripe dashboard, Webhooks, the endpoint, events: add ${missing.join(", ")}.`;
      const found = `the webhook endpoint does not send ${missing.length} of ${NEEDED_EVENTS.length} events`;
      return bad("stripe_webhook_events", found, "Changes of that kind arrive only with the daily look.", fix);
    }
    return ok(`enabled, sends what is needed, API version ${best.api_version ?? "of the account"}`);
  },
};
