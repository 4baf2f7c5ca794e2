import { z } from "zod";
import { explain } from "./explain.ts";
import {
  PLANS_FILE_EXPLANATION,
  portVariables,
  refuseHalfAlert,
  refuseOnePort,
  sharedEnvironment,
} from "./shared-environment.ts";
import { numberVariable, secondsListVariable, textVariable, urlVariable } from "./variables.ts";

/** The backend's environment variables. `moddy doctor` checks them with the same schema. */
export const backendEnvironment = z
  .object({
    ...sharedEnvironment,
    STRIPE_API_KEY: explain(textVariable, {
      section: "Stripe",
      description:
        "The secret key, or a restricted key that may read prices and webhook endpoints and write billing. `sk_test_…` " +
        "acts on test data, `sk_live_…` on real money.",
      source: "https://dashboard.stripe.com/apikeys, Secret key.",
    }),
    STRIPE_WEBHOOK_SECRET: explain(textVariable, {
      section: "Stripe",
      description:
        "The signing secret (`whsec_…`) of the webhook endpoint `https://<your host>/webhooks/stripe`. While you change " +
        "it, set both secrets, separated by a comma.",
      source:
        "https://dashboard.stripe.com/webhooks, your endpoint, Signing secret. On your own machine " +
        "`stripe listen --forward-to localhost:8000/webhooks/stripe` prints one.",
    }),
    STRIPE_API_BASE: explain(urlVariable.default("https://api.stripe.com"), {
      section: "Stripe",
      description: "The address of Stripe's API. Change it only for a proxy or the sandbox.",
    }),
    CHECKOUT_CLAIMS: explain(z.enum(["signed", "trusted"]).default("signed"), {
      section: "Stripe",
      description:
        "What a bare Discord id in `client_reference_id` is worth. `signed`: nothing, since a buyer can edit the address of " +
        "a payment link; a link token there links. `trusted`: it gives the plan to that user, whoever wrote it, and lends " +
        "no e-mail address, no invoices, no refund and no cancellation.",
    }),
    PLANS_FILE: explain(textVariable.default("./plans.json"), PLANS_FILE_EXPLANATION),
    GRACE_DAYS: explain(numberVariable({ min: 0, max: 90 }).optional(), {
      section: "Plans",
      description:
        "How many days, 0 to 90, a user keeps a plan after a payment failed. It overrides `entitlement.grace_days` of the " +
        "plan catalogue; without either it is 3.",
    }),
    MESSAGE_PAUSES_SECONDS: explain(secondsListVariable({ max: 900, most: 10 }).default([0, 10, 60, 300]), {
      section: "Plans",
      description:
        "How many seconds (0 to 900) a message to a user waits until their subscription is quiet, separated by commas: the " +
        "first message within a quarter of an hour, the second one, and so on; the last number counts for all further ones. " +
        "Changes during the pause become one message about the last state. `0` sends each message at once.",
    }),
    RECONCILE_MAX_REMOVAL_SHARE: explain(numberVariable({ min: 0, max: 1 }).default(0.1), {
      section: "Plans",
      description:
        "The largest share (0 to 1) of the managed roles that members hold which the hourly reconciliation removes by " +
        "itself. If it would remove more, it changes nothing, sends an alert and waits for `moddy sync --confirm-removals`.",
    }),
    BOT_INTERNAL_URL: explain(urlVariable.default("http://moddy.railway.internal:3000"), {
      section: "Between the two services",
      description: "The address of the bot's internal API. Use plain HTTP only in a private network.",
    }),
    ...portVariables({ internal: 8080, public: 8000 }),
  })
  .superRefine(refuseOnePort)
  .superRefine(refuseHalfAlert);

/** What the backend reads from its environment. */
export type BackendEnvironment = z.infer<typeof backendEnvironment>;
