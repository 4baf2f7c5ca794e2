import { z } from "zod";
import { explain } from "./explain.ts";
import {
  databaseUrlVariable,
  hostVariable,
  logLevelVariable,
  portVariable,
  secretVariable,
  webhookUrlVariable,
} from "./variables.ts";

/** How a service treats the signatures of internal calls. */
export const signaturesVariable = z.enum(["off", "accept", "required"]);

/** What PLANS_FILE is, for both services. */
export const PLANS_FILE_EXPLANATION = {
  section: "Plans",
  description:
    "The plan catalogue, a JSON file such as plans.json: Stripe's prices, and the Discord roles that come with them. " +
    "Both services need the same one.",
} as const;

/** The variables that both services read alike; each adds its ports and its own. */
export const sharedEnvironment = {
  INTERNAL_API_SECRET: explain(secretVariable, {
    section: "Between the two services",
    description:
      "The secret with which the two services, and your own programs, call the internal API. The same on both. At least " +
      "32 characters.",
    source: "`npx moddy secret` makes one; `npx moddy secret rotate` changes it with no failed call.",
  }),
  INTERNAL_API_SECRET_PREVIOUS: explain(secretVariable.optional(), {
    section: "Between the two services",
    description: "The secret before, taken beside the current one while it is being changed.",
  }),
  INTERNAL_API_SIGNATURES: explain(signaturesVariable.default("accept"), {
    section: "Between the two services",
    description:
      "Signatures of internal calls, on top of the secret. `off`: not looked at; `accept`: an unsigned call passes, a " +
      "wrongly signed one does not; `required`: every call must be signed. The two services always sign theirs.",
  }),
  INTERNAL_HOST: explain(hostVariable.default("::"), {
    section: "Where a service listens",
    description:
      "The address on which the internal API listens: `::` (all, IPv6 and IPv4), `::1` (this machine alone), or one " +
      "address of the private network.",
  }),
  HOST: explain(hostVariable.default("::"), {
    section: "Where a service listens",
    description: "The address on which the public port listens, as INTERNAL_HOST.",
  }),
  DATABASE_URL: explain(databaseUrlVariable, {
    section: "Database",
    description:
      "The service's own PostgreSQL (15 or later) database, as `postgres://user:password@host:5432/name`. It is made if " +
      "the user may make databases. Not the other service's: `moddy_bot` and `moddy_backend` on one server will do.",
    source: "Your PostgreSQL server or its provider.",
  }),
  LOG_LEVEL: explain(logLevelVariable.default("info"), {
    section: "Logs and alerts",
    description: "How much is logged: trace, debug, info, warn, error or fatal. No level logs secrets or messages.",
  }),
  ALERT_WEBHOOK_URL: explain(webhookUrlVariable.optional(), {
    section: "Logs and alerts",
    description:
      "Where a person is told of what died, waits too long or was stopped: a POST of JSON, signed after Standard " +
      "Webhooks. https, or http on this machine.",
  }),
  ALERT_WEBHOOK_SECRET: explain(secretVariable.optional(), {
    section: "Logs and alerts",
    description:
      "Signs the alerts; needed with ALERT_WEBHOOK_URL. `whsec_` and base64, or any text of 32 characters or more.",
    source: "Whoever takes the alerts, or `npx moddy secret`.",
  }),
};

/** A service's two ports. */
export function portVariables(usual: { readonly internal: number; readonly public: number }) {
  return {
    INTERNAL_PORT: explain(portVariable.default(usual.internal), {
      section: "Where a service listens",
      description: "The port of the internal API (`/internal/*`). It must not be reachable from the internet.",
    }),
    PORT: explain(portVariable.default(usual.public), {
      section: "Where a service listens",
      description:
        "The public port: `/livez` and `/readyz`, and on the backend `/webhooks/stripe`. Another one than INTERNAL_PORT.",
    }),
  };
}

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
