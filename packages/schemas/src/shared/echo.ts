import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation, type ServiceName } from "../operation.ts";
import { instant } from "../primitives.ts";
import { SERVICE_LABELS } from "./health.ts";

const peer = z.object({
  reached: z.boolean().describe("Whether the peer answered with its echo."),
  code: z.string().nullable().describe("If not: the client's error code, such as `connection_refused`."),
  message: z.string().nullable().describe("If not: what to check. Never holds a secret."),
  duration_ms: z.number().nonnegative().describe("How long the way back took."),
});

/** `POST /internal/echo` of a service: who answers, its clock, and on request the way back to the caller's side. */
export function defineEcho<S extends ServiceName>(service: S) {
  const label: (typeof SERVICE_LABELS)[S] = SERVICE_LABELS[service];
  return defineOperation({
    id: "echo",
    service,
    method: "POST",
    reads: true,
    path: "/internal/echo",
    summary: "Says who answers, and tries the way back",
    description:
      "For diagnosis. Answers with the service's version, contract version and clock. With `call_back` it calls the " +
      "other service's echo and reports what came of it. Nothing is changed.",
    request: z.object({ call_back: z.boolean().default(false).describe("Whether to try the way back.") }),
    reply: z.object({
      service: z.literal(label),
      version: z.string(),
      contract_version: z.string(),
      time: instant.describe("The service's clock."),
      secret: z.enum(["current", "previous"]).describe("Which of the service's secrets the caller used."),
      peer: peer.nullable().describe("The way back; null when it was not asked for."),
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
