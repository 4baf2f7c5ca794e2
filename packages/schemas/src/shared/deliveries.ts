import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation, type Operation, type ServiceName } from "../operation.ts";
import { outcome } from "../outcomes.ts";
import { instant, snowflake } from "../primitives.ts";

/** The states of a delivery. `dead` needs an operator; `superseded` was replaced by a newer delivery. */
export const deliveryState = z
  .enum(["pending", "succeeded", "dead", "cancelled", "superseded"])
  .meta({ id: "DeliveryState", description: "The state of a delivery." });

/** The state of a delivery. */
export type DeliveryState = z.infer<typeof deliveryState>;

const deliveryId = z.uuid().describe("The id of the delivery, which is also its Idempotency-Key.");

const summary = z.object({
  delivery_id: deliveryId,
  operation: z.string(),
  discord_id: snowflake,
  state: deliveryState,
  outcome: outcome.nullable().describe("The outcome of the last attempt; null before the first."),
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
  detail: z.string().nullable().describe("What the client or the other service reported; no personal data."),
});

/** Selects deliveries: each condition that is given must hold. */
export const deliveryFilter = z.object({
  state: deliveryState.optional(),
  discord_id: snowflake.optional(),
  operation: z.string().max(100).optional(),
  outcome: outcome.optional(),
  older_than_seconds: z.int().nonnegative().optional(),
});

/** Selects deliveries. */
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
      readOnly: true,
      path: "/internal/deliveries/list",
      summary: "Lists the service's deliveries",
      description: "Newest first. Pass `next` as `after` to read the next page.",
      request: deliveryFilter.extend({
        limit: z.int().min(1).max(500).default(50),
        after: deliveryId.nullable().optional().describe("`next` of the previous page."),
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
      readOnly: true,
      path: "/internal/deliveries/show",
      summary: "Shows one delivery with its attempts",
      description: "`delivery` is null when no delivery has this id.",
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
      summary: "Retries dead deliveries",
      description:
        "Retries the one with `delivery_id`, or all dead ones that match the filter. A delivery keeps its id, so it acts once.",
      request: deliveryFilter.extend({ delivery_id: deliveryId.optional() }),
      reply: countReply,
      examples: counted,
    }),
    deliveriesCancel: defineOperation({
      ...common,
      id: "deliveries_cancel",
      path: "/internal/deliveries/cancel",
      summary: "Cancels pending deliveries",
      description:
        "Cancels the one with `delivery_id`, or all pending ones that match the filter. At least one condition is required; " +
        '`{"state": "pending"}` cancels all.',
      request: deliveryFilter
        .extend({ delivery_id: deliveryId.optional() })
        .refine(
          (value) => Object.values(value).some((condition) => condition !== undefined),
          'needs a condition, such as delivery_id or discord_id; {"state": "pending"} selects every pending delivery',
        ),
      reply: countReply,
      examples: counted,
    }),
  };
}
