import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Dependencies } from "../../dependencies.ts";
import { readEnvelopeFrom } from "../../stripe/read-envelope.ts";
import { verifySignature } from "./verify-signature.ts";

/** What the webhook's route needs. */
export interface StripeWebhookDeps extends Pick<Dependencies, "stripe" | "stripeQueue" | "step" | "now"> {
  /** The endpoint's signing secrets; each of them counts. */
  readonly secrets: readonly string[];
  /** The database's clock, in ms since 1970; it decides when this process's own clock is wrong. */
  readonly databaseTime: () => Promise<number>;
}

/** A service whose clock is off by minutes would otherwise refuse everything that Stripe sends. */
async function isSignedByEitherClock(deps: StripeWebhookDeps, body: Buffer, signature: string | undefined) {
  const { stripe, secrets, now, databaseTime } = deps;
  if (!signature) return false;
  if (await verifySignature(stripe, { body, signature, secrets, receivedAt: now() })) return true;
  return verifySignature(stripe, { body, signature, secrets, receivedAt: await databaseTime() });
}

const REFUSALS = {
  invalid_signature: {
    error: "The signature does not fit this endpoint's secret, or is too old.",
    log: "A webhook with a wrong signature was refused",
  },
  invalid_request: { error: "The body is no event of Stripe's.", log: "A signed webhook that is no event was refused" },
} as const;

function refuse(request: FastifyRequest, reply: FastifyReply, code: keyof typeof REFUSALS) {
  const { error, log } = REFUSALS[code];
  request.log.warn({ event: "stripe_event_refused", code }, log);
  return reply.code(400).send({ error, code, request_id: request.id, retryable: false });
}

/** Adds `POST /webhooks/stripe`: checks the signature, stores the event with its job, answers at once. */
export function addStripeWebhookRoute(server: FastifyInstance, deps: StripeWebhookDeps): void {
  // A scope of its own: the signature is over the raw bytes, so nothing may parse them here.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    scope.post("/webhooks/stripe", async (request, reply) => {
      await deps.step("webhook.received");
      const header = request.headers["stripe-signature"];
      const signature = Array.isArray(header) ? header[0] : header;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (!(await isSignedByEitherClock(deps, body, signature))) return refuse(request, reply, "invalid_signature");
      const event = readEnvelopeFrom(body);
      if (!event) return refuse(request, reply, "invalid_request");
      const added = await deps.stripeQueue.storeEvent(event);
      await deps.step("webhook.stored");
      reply.raw.once("finish", () => void deps.step("webhook.answered"));
      return { received: true, duplicate: !added };
    });
  });
}
