import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation, type ServiceName } from "../operation.ts";
import { instant } from "../primitives.ts";
import { SERVICE_LABELS } from "./health.ts";

const peer = z.object({
  reached: z.boolean().describe("Whether the other service answered."),
  code: z.string().nullable().describe("Otherwise the client's error code, such as `connection_refused`."),
  message: z.string().nullable().describe("Otherwise what to check; it never holds a secret."),
  duration_ms: z.number().nonnegative().describe("How long the call back took."),
});

/** `POST /internal/echo` of a service: who answers, its clock, and on request a call back to the other service. */
export function defineEcho<S extends ServiceName>(service: S) {
  const label: (typeof SERVICE_LABELS)[S] = SERVICE_LABELS[service];
  return defineOperation({
    id: "echo",
    service,
    method: "POST",
    readOnly: true,
    path: "/internal/echo",
    summary: "Reports who answers, and tests the call back",
    description:
      "For diagnosis. Replies with the service's version, contract version and clock. With `call_back` it also calls " +
      "echo of the other service and reports the result. It changes nothing.",
    request: z.object({ call_back: z.boolean().default(false).describe("Whether to call the other service.") }),
    reply: z.object({
      service: z.literal(label),
      version: z.string(),
      contract_version: z.string(),
      time: instant.describe("The service's clock."),
      secret: z.enum(["current", "previous"]).describe("Which of its two secrets the caller used."),
      peer: peer.nullable().describe("The result of the call back; null without `call_back`."),
    }),
    outcomes: [],
    errors: [...COMMON_ERRORS, ...BODY_ERRORS],
    deadlineMs: 10_000,
    examples: {
      request: { call_back: true },
      reply: {
        service: label,
        version: "0.1.0",
        contract_version: "1.0.0",
        time: "2026-01-31T12:00:00.000Z",
        secret: "current",
        peer: { reached: true, code: null, message: null, duration_ms: 3.2 },
      } as never,
    },
  });
}
