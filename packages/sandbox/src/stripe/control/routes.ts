import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { completeSession, openSession } from "../billing/checkout.ts";
import type { StripeState } from "../state.ts";

const checkoutInput = z.strictObject({
  discord_id: z.string().regex(/^\d{17,20}$/),
  email: z.email(),
  name: z.string().optional(),
  price_id: z.string().default("price_premium_monthly"),
  quantity: z.int().min(1).default(1),
  trial_days: z.int().min(1).max(730).optional(),
});

export function serveControl(scope: FastifyInstance, state: StripeState): void {
  scope.post("/checkout", (request, reply) => {
    const input = checkoutInput.parse(request.body);
    const metadata = { discord_id: input.discord_id };
    const session = openSession(state, {
      customer: null,
      email: input.email,
      clientReferenceId: input.discord_id,
      metadata,
      price: input.price_id,
      quantity: input.quantity,
      trialDays: input.trial_days ?? null,
      subscriptionMetadata: metadata,
    });
    completeSession(state, session, { email: input.email, name: input.name ?? null, customerMetadata: metadata });
    return reply.code(201).send({ session });
  });
}
