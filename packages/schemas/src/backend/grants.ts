import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { instant, planId, reason, snowflake } from "../primitives.ts";

const common = {
  service: "backend",
  method: "POST",
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 10_000,
} as const;

/** `POST /internal/grants/create` */
export const grantsCreate = defineOperation({
  ...common,
  id: "grants_create",
  path: "/internal/grants/create",
  summary: "Grants a user a plan, until a date or until it is revoked",
  description: "A grant counts beside subscriptions: the highest plan wins, and no Stripe event removes a grant.",
  request: z.object({
    discord_id: snowflake,
    plan: planId,
    expires_at: instant.nullable().optional().describe("Null or absent: the grant stays until it is revoked."),
    reason: reason.nullable().optional(),
  }),
  reply: z.object({ success: z.boolean(), message: z.string(), grant_id: z.string().nullable() }),
  examples: {
    request: { discord_id: "159985870458322944", plan: "premium", expires_at: "2026-12-31T00:00:00.000Z" },
    reply: { success: true, message: "Granted.", grant_id: "0198c8a0-7a5e-7c3e-9d35-2f4b1f2b9a11" },
  },
});

/** `POST /internal/grants/revoke` */
export const grantsRevoke = defineOperation({
  ...common,
  id: "grants_revoke",
  path: "/internal/grants/revoke",
  summary: "Revokes a user's grants",
  description: "Revokes all grants of the user, or those of one plan.",
  request: z.object({ discord_id: snowflake, plan: planId.optional() }),
  reply: z.object({ success: z.boolean(), message: z.string(), revoked: z.int().nonnegative() }),
  examples: {
    request: { discord_id: "159985870458322944" },
    reply: { success: true, message: "1 grant revoked.", revoked: 1 },
  },
});
