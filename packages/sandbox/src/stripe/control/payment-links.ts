import { z } from "zod";
import { findPrice } from "../billing/change-items.ts";
import { addPaymentLink } from "../billing/payment-links.ts";
import { type Command, defineCommand } from "./command.ts";

const create = defineCommand({
  method: "POST",
  path: "/payment-links",
  summary: "A new payment link that sells one price, as the dashboard makes it.",
  input: z.strictObject({
    price_id: z.string().default("price_premium_monthly"),
    trial_days: z.int().min(1).max(730).optional(),
    metadata: z.record(z.string(), z.string()).default({}),
    subscription_metadata: z.record(z.string(), z.string()).default({}),
  }),
  run({ state, input }) {
    const { id, url } = addPaymentLink(state, {
      price: findPrice(state, input.price_id, "price_id").id,
      quantity: 1,
      metadata: input.metadata,
      subscriptionMetadata: input.subscription_metadata,
      trialDays: input.trial_days ?? null,
      allowPromotionCodes: false,
    });
    return { id, url };
  },
});

export const paymentLinkCommands: readonly Command[] = [create];
