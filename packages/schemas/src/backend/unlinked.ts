import { z } from "zod";
import { BODY_ERRORS, COMMON_ERRORS } from "../errors.ts";
import { defineOperation } from "../operation.ts";
import { amountInCents, currency, customerId, instant, planId } from "../primitives.ts";

const unlinkedCustomer = z.object({
  customer_id: customerId,
  subscription_id: z.string(),
  plan: planId.describe("The plan that is paid for and that nobody has."),
  status: z.string().describe("The subscription's status at Stripe."),
  amount: amountInCents,
  currency,
  since: instant.describe("Since when there is a subscription and no Discord user."),
});

/** `POST /internal/unlinked/list` */
export const unlinkedList = defineOperation({
  id: "unlinked_list",
  service: "backend",
  method: "POST",
  readOnly: true,
  path: "/internal/unlinked/list",
  summary: "Lists customers who pay for a plan and whose Discord user is not known",
  description:
    "The longest waiting first. `user_link` gives a customer's plan to a Discord user. Pass `next` as `after` to read the " +
    "next page.",
  request: z.object({
    limit: z.int().min(1).max(500).default(50),
    after: z
      .string()
      .regex(/^\d{1,15}_cus_\w+$/, "must be `next` of the previous page")
      .max(300)
      .nullable()
      .optional()
      .describe("`next` of the previous page."),
  }),
  reply: z.object({
    success: z.boolean(),
    message: z.string(),
    total: z.int().nonnegative().describe("How many there are on all pages."),
    customers: z.array(unlinkedCustomer),
    next: z.string().nullable().describe("Null on the last page."),
  }),
  outcomes: [],
  errors: [...COMMON_ERRORS, ...BODY_ERRORS],
  deadlineMs: 10_000,
  examples: {
    request: { limit: 50 },
    reply: {
      success: true,
      message: "1 customer.",
      total: 1,
      customers: [
        {
          customer_id: "cus_NffrFeUfNV2Hib",
          subscription_id: "sub_1MowQVLkdIwHu7ixeRlqHVzs",
          plan: "premium",
          status: "active",
          amount: 499,
          currency: "usd",
          since: "2026-01-31T12:00:00.000Z",
        },
      ],
      next: null,
    },
  },
});
