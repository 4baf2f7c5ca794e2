import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { EVENT_REASON_CODES } from "../event-reasons.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { instant } from "../primitives.ts";

/** What became of an event of Stripe's. `waiting`: it is not processed yet. */
export const eventResult = z
  .enum(["waiting", "applied", "covered", "stale", "ignored", "unreadable"])
  .meta({ id: "EventResult", description: "What became of an event of Stripe's." });

/** What became of an event of Stripe's. */
export type EventResult = z.infer<typeof eventResult>;

/** An event's id at Stripe. */
export const eventId = z
  .string()
  .regex(/^[\w-]{1,255}$/, "must be the id of an event, such as evt_1NG8Du2eZvKYlo2CUI79vXWy")
  .describe("The event's id at Stripe.");

const type = z.string().min(1).max(255).describe("Stripe's type of the event.");

/** Selects events of Stripe's: each condition that is given must hold. */
export const eventFilter = z.object({
  result: eventResult.optional(),
  reason: z.enum(EVENT_REASON_CODES).optional(),
  type: type.optional(),
  older_than_seconds: z.int().nonnegative().max(1e10).optional(),
});

/** Selects events of Stripe's. */
export type EventFilter = z.infer<typeof eventFilter>;

const summary = z.object({
  event_id: z.string(),
  type: z.string(),
  result: eventResult,
  reason: z.string().nullable().describe("Why it ended without being processed; null for every other event."),
  created: instant.describe("When it happened, by Stripe's clock."),
  received_at: instant,
  processed_at: instant.nullable(),
});

const details = summary.extend({
  tries: z.int().nonnegative().describe("How often Stripe did not give what the event is about."),
  account: z.string().nullable().describe("The connected account that it is about; null for your own."),
  livemode: z.boolean().nullable(),
  object_id: z.string().nullable().describe("The id of what it is about."),
});

const common = {
  service: "backend",
  method: "POST",
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 10_000,
} as const satisfies Partial<Operation>;

const example = {
  event_id: "evt_1NG8Du2eZvKYlo2CUI79vXWy",
  type: "customer.subscription.updated",
  result: "unreadable",
  reason: "object_missing",
  created: "2026-01-31T12:00:00.000Z",
  received_at: "2026-01-31T12:00:01.000Z",
  processed_at: "2026-01-31T12:00:17.000Z",
} as const;

/** `POST /internal/events/list` */
export const eventsList = defineOperation({
  ...common,
  id: "events_list",
  readOnly: true,
  path: "/internal/events/list",
  summary: "Lists Stripe's events",
  description: "Those that were stored last come first. Pass `next` as `after` to read the next page.",
  request: eventFilter.extend({
    limit: z.int().min(1).max(500).default(50),
    after: eventId.nullable().optional().describe("`next` of the previous page."),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    events: z.array(summary),
    next: z.string().nullable(),
  }),
  examples: {
    request: { result: "unreadable" },
    reply: { success: true, message: "1 event.", events: [example], next: null },
  },
});

/** `POST /internal/events/show` */
export const eventsShow = defineOperation({
  ...common,
  id: "events_show",
  readOnly: true,
  path: "/internal/events/show",
  summary: "Shows one event of Stripe's",
  description:
    "`event` is null when no event with this id is stored. It holds ids, but nothing of what Stripe says of a person.",
  request: z.object({ event_id: eventId }),
  reply: z.object({ success: z.boolean(), message: z.string(), event: details.nullable() }),
  examples: {
    request: { event_id: example.event_id },
    reply: {
      success: true,
      message: "Found.",
      event: { ...example, tries: 5, account: null, livemode: true, object_id: "sub_1MowQVLkdIwHu7ixeRlqHVzs" },
    },
  },
});

/** `POST /internal/events/retry` */
export const eventsRetry = defineOperation({
  ...common,
  id: "events_retry",
  path: "/internal/events/retry",
  summary: "Retries events of Stripe's that ended without being processed",
  description:
    "Retries the one with `event_id`, or all that match the filter, if they ended as `ignored` or `unreadable`. Events of " +
    "types that the backend does not process stay as they are. At least one condition is required.",
  request: eventFilter
    .extend({ event_id: eventId.optional() })
    .refine(
      (value) => Object.values(value).some((condition) => condition !== undefined),
      'needs a condition, such as event_id or reason; {"result": "unreadable"} selects every unreadable event',
    ),
  reply: z.object({ success: z.boolean(), message: z.string(), count: z.int().nonnegative() }),
  examples: {
    request: { event_id: example.event_id },
    reply: { success: true, message: "1 event will be tried again.", count: 1 },
  },
});
