import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { metadata } from "../metadata.ts";
import { defineOperation } from "../operation.ts";
import { outcome } from "../outcomes.ts";
import { planId, snowflake } from "../primitives.ts";

/** What happened to a subscription. */
export const notifyAction = z
  .enum(["subscription_created", "subscription_updated", "subscription_cancelled", "plan_upgraded", "plan_downgraded"])
  .meta({ id: "NotifyAction", description: "What happened to the subscription. It selects the text of the message." });

/** What happened to a subscription. */
export type NotifyAction = z.infer<typeof notifyAction>;

const triedChannel = z.object({
  channel: z.enum(["dm", "fallback"]).describe("The direct message, or the fallback channel of the server."),
  outcome,
});

/** `POST /internal/notify` */
export const notify = defineOperation({
  id: "notify",
  service: "bot",
  method: "POST",
  path: "/internal/notify",
  summary: "Tells a user what happened to their subscription",
  description:
    "Sends a direct message. If Discord refuses it and a fallback channel is set, mentions the user there. " +
    "`notification_sent` is true only after Discord confirmed a message.",
  request: z.object({
    discord_id: snowflake,
    action: notifyAction,
    plan: planId.nullable().optional(),
    metadata: metadata
      .nullable()
      .optional()
      .describe(
        "What the message may say beyond the action: `change` (what happened in detail), the times `ends_at`, `grace_until` " +
          "and `trial_ends_at` (ISO 8601), the plans `previous_plan` and `trial_plan`. Anything else changes nothing.",
      ),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string().describe("For people."),
    notification_sent: z.boolean(),
    outcome: outcome.optional(),
    channels: z.array(triedChannel).optional().describe("Each channel that was tried, in order, with its own outcome."),
  }),
  flag: "notification_sent",
  outcomes: [
    "delivered",
    "already_done",
    "dm_closed",
    "no_mutual_guild",
    "unknown_user",
    "missing_permission",
    "rate_limited",
    "discord_unavailable",
    "bot_not_ready",
    "rejected",
  ],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 15_000,
  examples: {
    request: { discord_id: "159985870458322944", action: "subscription_created", plan: "premium" },
    reply: { success: true, message: "Message sent.", notification_sent: true, outcome: "delivered" },
  },
});
