import { z } from "zod";
import { addPastSubscriber } from "../billing/past-subscriber.ts";
import { type Command, defineCommand } from "./command.ts";

const subscriber = z.strictObject({
  discord_id: z
    .string()
    .regex(/^\d{17,20}$/)
    .optional(),
  named_by: z.enum(["customer", "subscription"]).default("customer"),
  email: z.email().optional(),
  price_id: z.string().default("price_premium_monthly"),
  days_ago: z.int().min(0).max(3_650),
  ended: z.boolean().default(false),
});

const pastSubscribers = defineCommand({
  method: "POST",
  path: "/past-subscribers",
  summary:
    "Adds many customers who subscribed before: the metadata of the customer or of the subscription (`named_by`) names `discord_id`. No webhook is sent, and of a subscription that has been renewed since no event is left. Adds them in the order of their creation, so call it before there are others.",
  input: z.strictObject({ subscribers: z.array(subscriber).max(10_000) }),
  run({ state, input: { subscribers } }) {
    const oldestFirst = subscribers.toSorted((a, b) => b.days_ago - a.days_ago);
    const added = oldestFirst.map(({ discord_id, named_by, email = null, price_id, days_ago, ended }) => {
      const names = discord_id === undefined ? {} : { discord_id };
      const { customer, subscription } = addPastSubscriber(state, {
        email,
        price: state.prices.get(price_id),
        daysAgo: days_ago,
        ended,
        customerMetadata: named_by === "customer" ? names : {},
        subscriptionMetadata: named_by === "subscription" ? names : {},
      });
      return { customer: customer.id, subscription: subscription.id };
    });
    return { added };
  },
});

export const pastSubscriberCommands: readonly Command[] = [pastSubscribers];
