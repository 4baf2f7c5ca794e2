import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { customerId, instant, snowflake } from "../primitives.ts";

const common = {
  service: "backend",
  method: "POST",
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 10_000,
} as const;

/** `POST /internal/user/info` */
export const userInfo = defineOperation({
  ...common,
  id: "user_info",
  readOnly: true,
  path: "/internal/user/info",
  summary: "Reads the account of a Discord user",
  description: "`user_found` is false when no account is linked to the id.",
  request: z.object({ discord_id: snowflake }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    user_found: z.boolean(),
    discord_id: snowflake.nullable().optional(),
    email: z.string().nullable().optional(),
    created_at: instant.nullable().optional(),
    updated_at: instant.nullable().optional(),
  }),
  examples: {
    request: { discord_id: "159985870458322944" },
    reply: {
      success: true,
      message: "Found.",
      user_found: true,
      discord_id: "159985870458322944",
      email: "ada@example.com",
      created_at: "2026-01-31T12:00:00.000Z",
      updated_at: "2026-01-31T12:00:00.000Z",
    },
  },
});

/** `POST /internal/user/link` */
export const userLink = defineOperation({
  ...common,
  id: "user_link",
  path: "/internal/user/link",
  summary: "Links a Stripe customer to a Discord user",
  description:
    "The customer's plan moves to this Discord user: the bot adds the roles here and removes them from the account that " +
    "was linked before.",
  request: z.object({ customer_id: customerId, discord_id: snowflake }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    linked: z.boolean().describe("False when Stripe has no such customer."),
    previous_discord_id: snowflake.nullable().optional(),
  }),
  examples: {
    request: { customer_id: "cus_NffrFeUfNV2Hib", discord_id: "159985870458322944" },
    reply: { success: true, message: "Linked.", linked: true, previous_discord_id: null },
  },
});

/** `POST /internal/user/unlink` */
export const userUnlink = defineOperation({
  ...common,
  id: "user_unlink",
  path: "/internal/user/unlink",
  summary: "Removes the link between an account and a Discord user",
  description: "The bot removes the managed roles. The subscription in Stripe stays as it is.",
  request: z.object({ discord_id: snowflake }),
  reply: z.object({ success: z.boolean(), message: z.string(), unlinked: z.boolean() }),
  examples: {
    request: { discord_id: "159985870458322944" },
    reply: { success: true, message: "Unlinked.", unlinked: true },
  },
});

/** `POST /internal/user/link-token` */
export const userLinkToken = defineOperation({
  ...common,
  id: "user_link_token",
  readOnly: true,
  path: "/internal/user/link-token",
  summary: "Makes a link token for a Discord user",
  description:
    "Put the token into the `client_reference_id` of a payment link's or pricing table's address: what is bought there " +
    "belongs to this Discord user. It must be valid when the buyer opens the address. Anyone who has it can buy for the " +
    "user, so give it to nobody else.",
  request: z.object({
    discord_id: snowflake,
    expires_in_seconds: z
      .int("must be whole seconds")
      .min(60, "must be at least 60")
      .max(604_800, "must be at most 604800 (seven days)")
      .default(3_600)
      .describe("How long the token is valid: 60 seconds to seven days."),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    token: z.string().describe("40 letters, digits, - and _."),
    expires_at: instant,
  }),
  examples: {
    request: { discord_id: "159985870458322944", expires_in_seconds: 3600 },
    reply: {
      success: true,
      message: "Made.",
      token: "AQACOGJNMcAAAGl9_NDcih03VOCK1uXf3n6k9xmj",
      expires_at: "2026-01-31T13:00:00.000Z",
    },
  },
});
