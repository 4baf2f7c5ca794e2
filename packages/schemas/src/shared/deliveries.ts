import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation, type Operation, type ServiceName } from "../operation.ts";
import { outcome } from "../outcomes.ts";
import { instant, snowflake } from "../primitives.ts";

/** The states of a delivery: waiting or under way; done; ended without success; taken back; made void by a newer one. */
export const deliveryState = z
  .enum(["pending", "succeeded", "dead", "cancelled", "superseded"])
  .meta({ id: "DeliveryState", description: "Where a delivery stands." });

/** The state of a delivery. */
export type DeliveryState = z.infer<typeof deliveryState>;

const deliveryId = z.uuid().describe("The delivery's id; also its Idempotency-Key on the wire.");

const summary = z.object({
  delivery_id: deliveryId,
  operation: z.string(),
  discord_id: snowflake,
  state: deliveryState,
  outcome: outcome.nullable().describe("Of the last attempt; null before the first."),
  attempts: z.int().nonnegative(),
  created_at: instant,
  next_attempt_at: instant.nullable(),
  finished_at: instant.nullable(),
});

const attempt = z.object({
  attempt: z.int().positive(),
  started_at: instant,
  duration_ms: z.number().nonnegative(),
  outcome,
  detail: z.string().nullable().describe("What the client or the other side said; no personal data."),
});

/** What selects deliveries: every condition that is given has to hold. */
export const deliveryFilter = z.object({
  state: deliveryState.optional(),
  discord_id: snowflake.optional(),
  operation: z.string().max(100).optional(),
  outcome: outcome.optional(),
  older_than_seconds: z.int().nonnegative().optional(),
});

/** What selects deliveries. */
export type DeliveryFilter = z.infer<typeof deliveryFilter>;

const exampleSummary = {
  delivery_id: "0198c8a0-7a5e-7c3e-9d35-2f4b1f2b9a11",
  operation: "roles_update",
  discord_id: "159985870458322944",
  state: "dead",
  outcome: "role_too_high",
  attempts: 1,
  created_at: "2026-01-31T12:00:00.000Z",
  next_attempt_at: null,
  finished_at: "2026-01-31T12:00:01.000Z",
} as const;

/** The operations over a service's outbox: list, show, retry, cancel. */
export function defineDeliveries(service: ServiceName) {
  const common = {
    service,
    method: "POST",
    outcomes: [],
    errors: [...COMMON_ERRORS, ...BODY_ERRORS],
    deadlineMs: 10_000,
  } as const satisfies Partial<Operation>;
  const counted = { request: { state: "dead" }, reply: { success: true, message: "1 delivery.", count: 1 } } as const;
  const countReply = z.object({ success: z.boolean(), message: z.string(), count: z.int().nonnegative() });
  return {
    deliveriesList: defineOperation({
      ...common,
      id: "deliveries_list",
      reads: true,
      path: "/internal/deliveries/list",
      summary: "Lists the service's deliveries",
      description: "Newest first. `next` continues the list when it is passed as `after`.",
      request: deliveryFilter.extend({
        limit: z.int().min(1).max(500).default(50),
        after: deliveryId.nullable().optional().describe("The `next` of the page before."),
      }),
      reply: z.object({
        success: z.boolean(),
        message: z.string(),
        deliveries: z.array(summary),
        next: deliveryId.nullable(),
      }),
      examples: {
        request: { state: "dead" },
        reply: { success: true, message: "1 delivery.", deliveries: [exampleSummary], next: null },
      },
    }),
    deliveriesShow: defineOperation({
      ...common,
      id: "deliveries_show",
      reads: true,
      path: "/internal/deliveries/show",
      summary: "Shows one delivery with its attempts",
      description: "`delivery` is null when there is none with this id.",
      request: z.object({ delivery_id: deliveryId }),
      reply: z.object({
        success: z.boolean(),
        message: z.string(),
        delivery: summary.extend({ attempt_log: z.array(attempt) }).nullable(),
      }),
      examples: {
        request: { delivery_id: exampleSummary.delivery_id },
        reply: {
          success: true,
          message: "Found.",
          delivery: {
            ...exampleSummary,
            attempt_log: [
              {
                attempt: 1,
                started_at: "2026-01-31T12:00:00.000Z",
                duration_ms: 84,
                outcome: "role_too_high",
                detail: null,
              },
            ],
          },
        },
      },
    }),
    deliveriesRetry: defineOperation({
      ...common,
      id: "deliveries_retry",
      path: "/internal/deliveries/retry",
      summary: "Tries dead deliveries again",
      description: "One by `delivery_id`, or all dead ones that fit the filter. The id, and so the effect, stays one.",
      request: deliveryFilter.extend({ delivery_id: deliveryId.optional() }),
      reply: countReply,
      examples: counted,
    }),
    deliveriesCancel: defineOperation({
      ...common,
      id: "deliveries_cancel",
      path: "/internal/deliveries/cancel",
      summary: "Takes pending deliveries back",
      description: "One by `delivery_id`, or all pending ones that fit the filter; at least one condition is needed.",
      request: deliveryFilter
        .extend({ delivery_id: deliveryId.optional() })
        .refine((value) => Object.keys(value).length > 0, "needs delivery_id or a condition"),
      reply: countReply,
      examples: counted,
    }),
  };
}
