import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { outcome } from "../outcomes.ts";
import { planId, snowflake } from "../primitives.ts";

/** How many roles each list of `roles_update` can name. */
export const MAX_LISTED_ROLES = 50;

const roleList = z.array(snowflake).max(MAX_LISTED_ROLES).nullable().optional();

/** Discord's limit for a server. */
const MOST_ROLES = 250;

const givenRoles = z
  .object({ version: z.int().positive(), role_ids: z.array(snowflake).max(MOST_ROLES) })
  .nullable()
  .optional();

/** `POST /internal/roles/update` */
export const rolesUpdate = defineOperation({
  id: "roles_update",
  service: "bot",
  method: "POST",
  path: "/internal/roles/update",
  summary: "Updates a member's managed roles",
  description:
    "Without lists, the member gets the managed roles that the bot's plan catalogue names for `plan`, and no others. With " +
    "lists, the bot adds and removes exactly those managed roles. It never touches a role that no plan names, and it takes " +
    'a managed role away only if it gave it itself, unless the plan catalogue says `"managed_roles": "strict"`. ' +
    "Our backend always sends `plan`, both lists and `version`: then the bot's catalogue decides if it names the plan, and the " +
    "lists are for a bot without a catalogue; an empty list asks for nothing. " +
    "`roles_updated` is true only after the bot read the member again and saw these roles.",
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
      .describe(
        "Grows with every change of the user's entitlement. The bot ignores an update with a lower version than the last one.",
      ),
    given_roles: givenRoles.describe(
      "What an earlier reply said in `given_roles`, and the version of that update. A bot whose database is older than that, or was " +
        "lost, takes it for its own record.",
    ),
    adopt_roles: z
      .array(snowflake)
      .max(MOST_ROLES)
      .nullable()
      .optional()
      .describe(
        "Managed roles that count as given by the bot from now on, if the member holds them: an earlier bot gave them for a payment.",
      ),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string().describe("For people."),
    roles_updated: z.boolean(),
    guild_id: snowflake.optional(),
    outcome: outcome.optional(),
    added: z.array(snowflake).optional().describe("The roles that this call added."),
    removed: z.array(snowflake).optional().describe("The roles that this call removed."),
    kept: z
      .array(snowflake)
      .optional()
      .describe("The roles that were to go and stay, since the bot did not give them: they were given by hand."),
    given_roles: z
      .array(snowflake)
      .optional()
      .describe("All managed roles that the member holds and the bot gave. Absent if the member could not be read."),
  }),
  flag: "roles_updated",
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
