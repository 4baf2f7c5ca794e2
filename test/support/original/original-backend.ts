import type { Test } from "tap";
import type { Pair } from "../start-pair.ts";
import { type OriginalService, startOriginal } from "./start-original.ts";

/** A time as Python writes it. */
const JANUARY = "2026-01-01T00:00:00.123456+00:00";
const FEBRUARY = "2026-02-01T00:00:00+00:00";

/** Starts a backend of the original description in the place of the pair's. Everybody has an account and a subscription. */
export function startOriginalBackend(t: Test, { internal }: Pair): Promise<OriginalService> {
  const reply = { success: true, message: "OK" };
  return startOriginal(t, {
    port: internal.ports.backend,
    secret: internal.secret,
    label: "website-backend",
    operations: {
      "/internal/event/notify": {
        required: ["event_type", "discord_id"],
        answer: () => ({ ...reply, event_received: true }),
      },
      "/internal/user/info": {
        required: ["discord_id"],
        answer: ({ discord_id }) => ({
          ...reply,
          user_found: true,
          discord_id,
          email: null,
          created_at: JANUARY,
          updated_at: null,
        }),
      },
      "/internal/subscription/info": {
        required: ["discord_id"],
        answer: () => ({
          ...reply,
          has_subscription: true,
          subscription: {
            subscription_id: "sub_1",
            customer_id: "cus_1",
            status: "active",
            subscription_type: "monthly",
            current_period_start: JANUARY,
            current_period_end: FEBRUARY,
            cancel_at_period_end: false,
            amount: 499,
            currency: "usd",
          },
        }),
      },
    },
  });
}
