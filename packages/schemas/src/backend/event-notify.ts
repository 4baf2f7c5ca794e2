import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { metadata } from "../metadata.ts";
import { defineOperation } from "../operation.ts";
import { outcome } from "../outcomes.ts";
import { snowflake } from "../primitives.ts";

/** What the bot saw in Discord. */
export const eventType = z
  .enum(["member_joined", "member_left", "role_updated", "command_used", "message_sent"])
  .meta({ id: "EventType", description: "What the bot saw in Discord." });

/** What the bot saw in Discord. */
export type EventType = z.infer<typeof eventType>;

/** `POST /internal/event/notify` */
export const eventNotify = defineOperation({
  id: "event_notify",
  service: "backend",
  method: "POST",
  path: "/internal/event/notify",
  summary: "Reports to the backend what happened in Discord",
  description:
    "The backend stores the event before it replies. When a member joins, or when somebody changes their managed " +
    "roles, the backend decides the entitlement again and sends the roles.",
  request: z.object({ event_type: eventType, discord_id: snowflake, metadata: metadata.nullable().optional() }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    event_received: z.boolean(),
    outcome: outcome.optional(),
  }),
  flag: "event_received",
  outcomes: ["delivered", "already_done", "backend_unavailable", "rejected"],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 10_000,
  examples: {
    request: { event_type: "member_joined", discord_id: "159985870458322944" },
    reply: { success: true, message: "Event stored.", event_received: true, outcome: "delivered" },
  },
});
