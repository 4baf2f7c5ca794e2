import { z } from "zod";
import { explain } from "./explain.ts";
import {
  PLANS_FILE_EXPLANATION,
  portVariables,
  refuseHalfAlert,
  refuseOnePort,
  sharedEnvironment,
} from "./shared-environment.ts";
import { numberVariable, textVariable, urlVariable } from "./variables.ts";

/** The backend's environment variables; `moddy doctor` checks the same ones. */
export const backendEnvironment = z
  .object({
    ...sharedEnvironment,
    STRIPE_API_KEY: explain(textVariable, {
      section: "Stripe",
      description:
        "The secret key, or a restricted one that may read prices and webhook endpoints and write billing. `sk_test_…` " +
        "works on test data, `sk_live_…` on real money.",
      source: "https://dashboard.stripe.com/apikeys, Secret key.",
    }),
    STRIPE_WEBHOOK_SECRET: explain(textVariable, {
      section: "Stripe",
      description:
        "The signing secret (`whsec_…`) of the webhook endpoint `https://<your name>/webhooks/stripe`. Several, parted by " +
        "commas, while it is being changed.",
      source:
        "https://dashboard.stripe.com/webhooks, your endpoint, Signing secret; on your own machine " +
        "`stripe listen --forward-to localhost:8000/webhooks/stripe` prints one.",
    }),
    STRIPE_API_BASE: explain(urlVariable.default("https://api.stripe.com"), {
      section: "Stripe",
      description: "Where Stripe's API is; another one than Stripe's own only for a proxy or the sandbox.",
    }),
    PLANS_FILE: explain(textVariable.default("./plans.json"), PLANS_FILE_EXPLANATION),
    GRACE_DAYS: explain(numberVariable({ min: 0, max: 90 }).optional(), {
      section: "Plans",
      description:
        "For how many days, 0 to 90, a plan is kept after a payment failed. Overrides `entitlement.grace_days` in the plans " +
        "file; with neither it is 3.",
    }),
    SWEEP_MAX_REMOVAL_SHARE: explain(numberVariable({ min: 0, max: 1 }).default(0.1), {
      section: "Plans",
      description:
        "The brake of the hourly sweep: it stops, and tells a person, before it takes more than this share (0 to 1) of the " +
        "managed roles that members hold.",
    }),
    BOT_INTERNAL_URL: explain(urlVariable.default("http://moddy.railway.internal:3000"), {
      section: "Between the two services",
      description: "Where the bot's internal API is. Plain HTTP is for a private network.",
    }),
    ...portVariables({ internal: 8080, public: 8000 }),
  })
  .superRefine(refuseOnePort)
  .superRefine(refuseHalfAlert);

/** What the backend reads from its environment. */
export type BackendEnvironment = z.infer<typeof backendEnvironment>;
