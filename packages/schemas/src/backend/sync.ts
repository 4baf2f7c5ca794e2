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
  summary: "Brings every member's managed roles to what they pay for",
  description:
    "Compares the database with what Discord shows. With `dry_run` it only says what it would do. A sweep that would " +
    "remove roles from more than the set share of their holders stops until it is called with `confirm_removals`.",
  request: z.object({
    dry_run: z.boolean().default(true),
    confirm_removals: z.boolean().default(false),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    dry_run: z.boolean(),
    braked: z.boolean().describe("Whether the brake stopped the sweep."),
    members: z.int().nonnegative().describe("How many members were compared."),
    would_add: z.int().nonnegative().describe("Roles missing."),
    would_remove: z.int().nonnegative().describe("Roles held without being paid for."),
    enqueued: z.int().nonnegative().describe("Role deliveries that were stored."),
    differences: z.array(difference).describe("The first 100."),
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
      braked: false,
      members: 120,
      would_add: 1,
      would_remove: 0,
      enqueued: 0,
      differences: [{ discord_id: "159985870458322944", add_roles: ["197038439483310087"], remove_roles: [] }],
    },
  },
});
