import { z } from "zod";
import { COMMON_ERRORS } from "../errors.ts";
import { defineOperation, type ServiceName } from "../operation.ts";

/** The names of the services in `GET /internal/health`. */
export const SERVICE_LABELS = { bot: "discord-bot", backend: "website-backend" } as const;

/** `GET /internal/health` of a service. */
export function defineHealth<S extends ServiceName>(service: S, description: string) {
  const label: (typeof SERVICE_LABELS)[S] = SERVICE_LABELS[service];
  return defineOperation({
    id: "health",
    service,
    method: "GET",
    readOnly: true,
    path: "/internal/health",
    summary: "Whether the service works",
    description,
    request: z.undefined(),
    reply: z.object({
      status: z.enum(["healthy", "unhealthy"]),
      service: z.literal(label),
      version: z.string(),
    }),
    outcomes: [],
    errors: COMMON_ERRORS,
    deadlineMs: 5_000,
    examples: { request: undefined, reply: { status: "healthy", service: label, version: "0.1.0" } as never },
  });
}
