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
const signaturesVariable = z.enum(["off", "accept", "required"]);

/** What PLANS_FILE is, for both services. */
export const PLANS_FILE_EXPLANATION = {
  section: "Plans",
  description:
    "The path of the plan catalogue, a JSON file such as plans.json: which Stripe prices and Discord roles belong to " +
    "each plan. Both services need the same file.",
} as const;

/** The variables that both services read; each service adds its ports and its own variables. */
export const sharedEnvironment = {
  INTERNAL_API_SECRET: explain(secretVariable, {
    section: "Between the two services",
    description:
      "The secret that callers of the internal API send: the two services and your own programs. Set the same on both " +
      "services. At least 32 characters.",
    source: "`npx moddy secret` makes one. `npx moddy secret rotate` changes it without a failed call.",
  }),
  INTERNAL_API_SECRET_PREVIOUS: explain(secretVariable.optional(), {
    section: "Between the two services",
    description: "The previous secret. Both services accept it beside the current one while you change the secret.",
  }),
  INTERNAL_API_SIGNATURES: explain(signaturesVariable.default("accept"), {
    section: "Between the two services",
    description:
      "How a service treats signatures of internal calls, beside the secret. `off`: ignores them. `accept`: refuses a " +
      "wrong signature, accepts an unsigned call. `required`: every call must be signed. The services sign all calls.",
  }),
  INTERNAL_HOST: explain(hostVariable.default("::"), {
    section: "Where a service listens",
    description:
      "The address on which the internal API listens: `::` (all IPv6 and IPv4 addresses), `::1` (this machine only), or " +
      "one address of the private network.",
  }),
  HOST: explain(hostVariable.default("::"), {
    section: "Where a service listens",
    description: "The address on which the public port listens; it takes the same values as INTERNAL_HOST.",
  }),
  DATABASE_URL: explain(databaseUrlVariable, {
    section: "Database",
    description:
      "The service's own PostgreSQL (15 or later) database, as `postgres://user:password@host:5432/name`. The service " +
      "creates it if its user may create databases. Each service needs its own, such as `moddy_bot` and `moddy_backend`.",
    source: "Your PostgreSQL server or its provider.",
  }),
  LOG_LEVEL: explain(logLevelVariable.default("info"), {
    section: "Logs and alerts",
    description:
      "The lowest level that is logged: trace, debug, info, warn, error or fatal. No level logs secrets or messages.",
  }),
  ALERT_WEBHOOK_URL: explain(webhookUrlVariable.optional(), {
    section: "Logs and alerts",
    description:
      "Where the service sends alerts: dead deliveries, deliveries that wait too long, removals of roles that need " +
      "confirmation, payments that belong to no Discord user after a day. A POST of JSON, signed after Standard Webhooks. https, or http on this machine.",
  }),
  ALERT_WEBHOOK_SECRET: explain(secretVariable.optional(), {
    section: "Logs and alerts",
    description:
      "The key that signs alerts; required with ALERT_WEBHOOK_URL. `whsec_` and base64, or any 32 characters or more.",
    source: "The receiver of the alerts, or `npx moddy secret`.",
  }),
};

/** A service's two ports. */
export function portVariables(defaults: { readonly internal: number; readonly public: number }) {
  return {
    INTERNAL_PORT: explain(portVariable.default(defaults.internal), {
      section: "Where a service listens",
      description: "The port of the internal API (`/internal/*`). Keep it unreachable from the internet.",
    }),
    PORT: explain(portVariable.default(defaults.public), {
      section: "Where a service listens",
      description:
        "The public port: `/livez` and `/readyz`, and on the backend `/webhooks/stripe`. It must differ from INTERNAL_PORT.",
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
  const fix = `set both ${names.join(" and ")}, or neither`;
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
    params: { fix: "set two different numbers for the public and the internal port" },
  });
}
