import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalidRequest, rateLimited, StripeError } from "../core/errors.ts";
import { operations } from "../operations/index.ts";
import type { StripeState } from "../state.ts";
import { authenticate } from "./authenticate.ts";
import { errorReply } from "./error-reply.ts";
import { handleCall } from "./handle-call.ts";
import { pathOf, readForm, requestIdOf, versionOf } from "./request.ts";

export interface StripeApiOptions {
  readonly state: StripeState;
  /** Called with the scope of `/v1` before its routes are added, to add hooks. */
  readonly prepare?: (scope: FastifyInstance) => void;
}

/** Serves `/v1`, the API that the stripe library calls. */
export function serveApi(scope: FastifyInstance, { state, prepare }: StripeApiOptions): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, readForm(String(body)));
  });
  scope.addHook("onRequest", async (request, reply) => {
    reply.header("request-id", state.makeId("req"));
    reply.header("stripe-version", versionOf(request));
  });
  prepare?.(scope);
  scope.addHook("onRequest", async (request) => checkCall(state, request));
  scope.setErrorHandler((error, request, reply) => {
    const { status, body } = errorReply(error, requestIdOf(reply), state.clock.now());
    if (status >= 500) request.log.error(error);
    return reply.code(status).send(body);
  });
  scope.setNotFoundHandler((request) => {
    const message = `Unrecognized request URL (${request.method}: ${pathOf(request)}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
    throw new StripeError({ status: 404, message });
  });
  for (const operation of operations) {
    scope.route({
      method: operation.method,
      url: operation.path,
      handler: (request, reply) => handleCall(state, operation, request, reply),
    });
  }
}

/** Throws for a call with a wrong key, a wrong version or above the rate limit, before its parameters are read. */
function checkCall(state: StripeState, request: FastifyRequest): void {
  authenticate(request.headers.authorization, state.secretKey);
  if (!/^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$/.test(versionOf(request))) {
    throw invalidRequest(`Invalid Stripe API version: ${versionOf(request)}`);
  }
  const name = `${request.method} ${request.routeOptions.url ?? "unknown"}`;
  state.calls.set(name, (state.calls.get(name) ?? 0) + 1);
  if (state.api.rateLimited === 0) return;
  state.api.rateLimited -= 1;
  throw rateLimited();
}
