import { z } from "zod";
import {
  databaseUrlVariable,
  hostVariable,
  logLevelVariable,
  secretVariable,
  webhookUrlVariable,
} from "./variables.ts";

/** How a service treats the signatures of internal calls. */
export const signaturesVariable = z.enum(["off", "accept", "required"]);

/** The variables that both services read alike; each adds its ports and its own. */
export const sharedEnvironment = {
  INTERNAL_API_SECRET: secretVariable,
  INTERNAL_API_SECRET_PREVIOUS: secretVariable.optional(),
  INTERNAL_API_SIGNATURES: signaturesVariable.default("accept"),
  INTERNAL_HOST: hostVariable.default("::"),
  HOST: hostVariable.default("::"),
  DATABASE_URL: databaseUrlVariable,
  LOG_LEVEL: logLevelVariable.default("info"),
  ALERT_WEBHOOK_URL: webhookUrlVariable.optional(),
  ALERT_WEBHOOK_SECRET: secretVariable.optional(),
};

interface AlertWebhook {
  readonly ALERT_WEBHOOK_URL?: string | undefined;
  readonly ALERT_WEBHOOK_SECRET?: string | undefined;
}

/** Refuses a webhook without a secret, and a secret without a webhook. */
export function refuseHalfAlert(given: AlertWebhook, context: z.RefinementCtx): void {
  const names = ["ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_SECRET"] as const;
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length !== 1) return;
  const fix = `set it too, or leave both out (${names.join(", ")})`;
  context.addIssue({ code: "custom", path: [...missing], message: "is not set", params: { fix } });
}

interface Ports {
  readonly PORT: number;
  readonly INTERNAL_PORT: number;
}

/** Refuses one number for both ports: internal operations never answer on a public port. */
export function refuseOnePort({ PORT, INTERNAL_PORT }: Ports, context: z.RefinementCtx): void {
  if (PORT !== INTERNAL_PORT || PORT === 0) return;
  context.addIssue({
    code: "custom",
    path: ["PORT"],
    message: "is the same as INTERNAL_PORT",
    params: { fix: "give the public and the internal port two numbers" },
  });
}
