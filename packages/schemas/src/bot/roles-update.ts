import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { outcome } from "../outcomes.ts";
import { planId, snowflake } from "../primitives.ts";

const roleList = z.array(snowflake).max(50).nullable().optional();

/** `POST /internal/roles/update` */
export const rolesUpdate = defineOperation({
  id: "roles_update",
  service: "bot",
  method: "POST",
  path: "/internal/roles/update",
  summary: "Brings a member's managed roles to what their plan names",
  description:
    "With neither list, the member is brought to the roles that the bot's plan catalogue names for `plan`. With lists, " +
    "exactly those managed roles are added and removed. Roles that no plan names are never touched. `roles_updated` is " +
    "true only after the member was read back and has the roles.",
  request: z.object({
    discord_id: snowflake,
    plan: planId,
    add_roles: roleList,
    remove_roles: roleList,
    version: z
      .int()
      .positive()
      .nullable()
      .optional()
      .describe("Grows with every change of the user's entitlement; one lower than the last applied is dropped."),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string().describe("For people."),
    roles_updated: z.boolean(),
    guild_id: snowflake.optional(),
    outcome: outcome.optional(),
    added: z.array(snowflake).optional().describe("The roles that this call gave."),
    removed: z.array(snowflake).optional().describe("The roles that this call took."),
  }),
  outcomes: [
    "delivered",
    "already_done",
    "superseded",
    "not_member",
    "unknown_user",
    "unknown_role",
    "role_too_high",
    "missing_permission",
    "rate_limited",
    "discord_unavailable",
    "bot_not_ready",
    "rejected",
  ],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 15_000,
  examples: {
    request: { discord_id: "159985870458322944", plan: "premium" },
    reply: {
      success: true,
      message: "Roles are as the plan says.",
      roles_updated: true,
      guild_id: "197038439483310086",
      outcome: "delivered",
    },
  },
});
