import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { snowflake } from "../primitives.ts";

/** `POST /internal/roles/list` */
export const rolesList = defineOperation({
  id: "roles_list",
  service: "bot",
  method: "POST",
  readOnly: true,
  path: "/internal/roles/list",
  summary: "Lists the members of the server with their managed roles",
  description: "Reads them from Discord, in the order of their ids. Pass `next` as `after` to read the next page.",
  request: z.object({
    after: snowflake.nullable().optional(),
    limit: z.int().min(1).max(1000).default(1000),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    guild_id: snowflake,
    managed_role_ids: z.array(snowflake),
    strict: z.boolean().optional().describe("Whether the bot takes away managed roles that it did not give, too."),
    members: z.array(
      z.object({
        discord_id: snowflake,
        role_ids: z.array(snowflake).describe("Managed roles only."),
        given_role_ids: z
          .array(snowflake)
          .optional()
          .describe("Those of `role_ids` that the bot gave. The others were given by hand."),
      }),
    ),
    next: snowflake.nullable(),
  }),
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 30_000,
  examples: {
    request: { limit: 1000 },
    reply: {
      success: true,
      message: "1 member.",
      guild_id: "197038439483310086",
      managed_role_ids: ["197038439483310087"],
      members: [{ discord_id: "159985870458322944", role_ids: ["197038439483310087"] }],
      next: null,
    },
  },
});
