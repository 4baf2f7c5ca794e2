import { z } from "zod";
import { refuseHalfAlert, refuseOnePort, sharedEnvironment } from "./shared-environment.ts";
import { numberVariable, portVariable, textVariable, urlVariable } from "./variables.ts";

/** The backend's environment variables; `moddy doctor` checks the same ones. */
export const backendEnvironment = z
  .object({
    ...sharedEnvironment,
    STRIPE_API_KEY: textVariable,
    STRIPE_WEBHOOK_SECRET: textVariable,
    STRIPE_API_BASE: urlVariable.default("https://api.stripe.com"),
    PLANS_FILE: textVariable.default("./plans.json"),
    GRACE_DAYS: numberVariable({ min: 0, max: 90 }).optional(),
    SWEEP_MAX_REMOVAL_SHARE: numberVariable({ min: 0, max: 1 }).default(0.1),
    BOT_INTERNAL_URL: urlVariable.default("http://moddy.railway.internal:3000"),
    INTERNAL_PORT: portVariable.default(8080),
    PORT: portVariable.default(8000),
  })
  .superRefine(refuseOnePort)
  .superRefine(refuseHalfAlert);

/** What the backend reads from its environment. */
export type BackendEnvironment = z.infer<typeof backendEnvironment>;
