import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { snowflake } from "../primitives.ts";

const difference = z.object({
  discord_id: snowflake,
  add_roles: z.array(snowflake),
  remove_roles: z.array(snowflake),
});

/** `POST /internal/sync` */
export const sync = defineOperation({
  id: "sync",
  service: "backend",
  method: "POST",
  path: "/internal/sync",
  summary: "Reconciles every member's managed roles with what they pay for",
  description:
    "Compares the database with the roles in Discord. With `dry_run` it changes nothing and reports what it would do. A run that would " +
    "remove more than the share RECONCILE_MAX_REMOVAL_SHARE of the held roles changes nothing until `confirm_removals`. The first run " +
    "that would remove any role waits for `confirm_removals` too. Before all earlier subscriptions are imported, no run removes a role.",
  request: z.object({
    dry_run: z.boolean().default(true),
    confirm_removals: z.boolean().default(false),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    dry_run: z.boolean(),
    requires_confirmation: z.boolean().describe("Whether no role is removed without `confirm_removals`."),
    waits_for: z
      .enum(["import", "first_removal", "share"])
      .nullable()
      .optional()
      .describe(
        "What the removals wait for: the end of the first import; a person, since nobody has confirmed any removal yet; or a person, since there are too many.",
      ),
    members: z.int().nonnegative().describe("How many members it compared."),
    would_add: z.int().nonnegative().describe("Roles that members pay for and do not hold."),
    would_remove: z
      .int()
      .nonnegative()
      .describe("Roles that members hold without paying for them, without those that were given by hand."),
    kept: z
      .int()
      .nonnegative()
      .optional()
      .describe("Roles that members hold without paying for them and keep, since they were given by hand."),
    enqueued: z.int().nonnegative().describe("Role deliveries that this call stored."),
    differences: z.array(difference).describe("The first 100 members whose roles differ."),
  }),
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 60_000,
  examples: {
    request: { dry_run: true },
    reply: {
      success: true,
      message: "Would add 1, remove 0.",
      dry_run: true,
      requires_confirmation: false,
      members: 120,
      would_add: 1,
      would_remove: 0,
      enqueued: 0,
      differences: [{ discord_id: "159985870458322944", add_roles: ["197038439483310087"], remove_roles: [] }],
    },
  },
});
