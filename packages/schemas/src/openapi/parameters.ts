import type { JsonSchema } from "./json-schemas.ts";

function header(name: string, description: string, schema: JsonSchema): JsonSchema {
  return { name, in: "header", required: false, description, schema };
}

/** The headers that callers may send, as components. */
export const PARAMETERS = {
  RequestId: header(
    "X-Request-Id",
    "An id that finds the call in both services' logs. Without it the service makes one.",
    {
      type: "string",
      pattern: "^[\\w.:-]{1,128}$",
    },
  ),
  Traceparent: header(
    "traceparent",
    "W3C Trace Context. The service passes it on with every call that this one causes.",
    {
      type: "string",
    },
  ),
  IdempotencyKey: header(
    "Idempotency-Key",
    "Makes it safe to repeat the call: for 30 days the same key and body give the stored reply. The same key with " +
      "another body gives 409. The key of a signed call is also its webhook-id.",
    { type: "string", pattern: "^[!-~]{1,255}$" },
  ),
  WebhookId: header(
    "webhook-id",
    "Of a signed call (Standard Webhooks): its id, which is the Idempotency-Key where there is one.",
    { type: "string", pattern: "^[!-\\-/-~]{1,255}$" },
  ),
  WebhookTimestamp: header("webhook-timestamp", "Of a signed call: seconds since 1970, at most 300 off.", {
    type: "string",
    pattern: "^\\d{1,12}$",
  }),
  WebhookSignature: header(
    "webhook-signature",
    "Of a signed call: `v1,` and the base64 of HMAC-SHA-256, keyed with the secret, over " +
      "`<webhook-id>.<webhook-timestamp>.<method> <path>\\n<body>`; several are parted by spaces.",
    { type: "string" },
  ),
};

const COMMON = ["RequestId", "Traceparent", "WebhookId", "WebhookTimestamp", "WebhookSignature"] as const;

/** References to the parameters of a method. */
export function parametersFor(method: "GET" | "POST"): JsonSchema[] {
  const names = method === "POST" ? [...COMMON, "IdempotencyKey"] : COMMON;
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}
