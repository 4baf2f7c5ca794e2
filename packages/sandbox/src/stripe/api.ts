import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parse } from "qs";
import { runDue } from "./billing/due.ts";
import { authenticate } from "./core/authenticate.ts";
import { errorBody, invalidRequest, StripeError } from "./core/errors.ts";
import { checkExpansions, expand, expandParam, withinItems } from "./core/expand.ts";
import type { Operation } from "./core/operation.ts";
import { readParams } from "./core/params.ts";
import { renderIn } from "./core/render.ts";
import { operations } from "./routes/index.ts";
import { API_VERSION, type StripeState } from "./state.ts";

export interface StripeApiOptions {
  readonly state: StripeState;
  /** Called with the scope of `/v1` before its routes are added, to hook into them. */
  readonly prepare?: (scope: FastifyInstance) => void;
}

type Fields = Record<string, unknown>;

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
  scope.addHook("onRequest", async (request) => {
    authenticate(request.headers.authorization, state.secretKey);
    if (!/^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$/.test(versionOf(request))) {
      throw invalidRequest(`Invalid Stripe API version: ${versionOf(request)}`);
    }
    countCall(state, request);
    if (state.api.rateLimited > 0) throw rateLimited(state);
  });
  scope.setErrorHandler((error, request, reply) => sendError(state, error, request, reply));
  scope.setNotFoundHandler((request) => {
    const url = request.url.split("?", 1)[0];
    const message = `Unrecognized request URL (${request.method}: ${url}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
    throw new StripeError({ status: 404, message });
  });
  for (const operation of operations) {
    scope.route({
      method: operation.method,
      url: operation.path,
      handler: (request, reply) => answer(state, operation, request, reply),
    });
  }
}

function readForm(text: string): Fields {
  return parse(text, { depth: 10, parameterLimit: 1000, arrayLimit: 200, plainObjects: true });
}

const versionOf = ({ headers }: FastifyRequest): string => String(headers["stripe-version"] ?? API_VERSION);

function countCall({ calls }: StripeState, { method, routeOptions }: FastifyRequest): void {
  const name = `${method} ${routeOptions.url ?? "unknown"}`;
  calls.set(name, (calls.get(name) ?? 0) + 1);
}

function rateLimited({ api }: StripeState): StripeError {
  api.rateLimited -= 1;
  return new StripeError({
    status: 429,
    code: "rate_limit",
    message: "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
  });
}

async function answer(state: StripeState, operation: Operation, request: FastifyRequest, reply: FastifyReply) {
  const header = request.headers["idempotency-key"];
  const key = operation.method === "POST" && typeof header === "string" && header !== "" ? header : undefined;
  const input = inputOf(request);
  if (key === undefined) {
    await latency(state);
    return prepareCall(state, operation, request, input)(requestIdOf(reply), null);
  }
  const stored = state.idempotency.claim(key, JSON.stringify([request.method, pathOf(request), input]));
  if (stored !== undefined) {
    reply.header("idempotent-replayed", "true").header("original-request", stored.requestId);
    return reply.code(stored.status).send(stored.body);
  }
  const { status, body } = await runOnce(state, operation, request, input, requestIdOf(reply), key);
  return reply.code(status).send(body);
}

/** A refusal before the work began frees the key; any other reply is kept for it. */
async function runOnce(
  state: StripeState,
  operation: Operation,
  request: FastifyRequest,
  input: Fields,
  requestId: string,
  key: string,
) {
  let work: Work;
  try {
    await latency(state);
    work = prepareCall(state, operation, request, input);
  } catch (error) {
    state.idempotency.release(key);
    throw error;
  }
  const reply = { ...perform(state, work, requestId, key), requestId };
  state.idempotency.keep(key, reply);
  return reply;
}

function perform(state: StripeState, work: Work, requestId: string, key: string): { status: number; body: unknown } {
  try {
    return { status: 200, body: work(requestId, key) };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { status: error.fields.status, body: errorBody(error, requestId, state.clock.now()) };
  }
}

type Work = (requestId: string, idempotencyKey: string | null) => Fields;

function prepareCall(state: StripeState, operation: Operation, request: FastifyRequest, input: Fields): Work {
  runDue(state);
  const { expand: expandInput, ...params } = input;
  const paths = readParams(expandParam, expandInput) ?? [];
  checkExpansions(paths, operation.returns, operation.list);
  const ids = request.params as Record<string, string>;
  const run = operation.prepare(params, { state, ids, url: pathOf(request) });
  return (id, idempotency_key) => {
    const result = structuredClone(state.events.causedBy({ id, idempotency_key }, run)) as Fields;
    expandResult(state, operation, result, paths);
    return renderIn(state, result, versionOf(request));
  };
}

function expandResult(state: StripeState, operation: Operation, result: Fields, paths: readonly string[]): void {
  if (!operation.list) return expand(state, result, paths);
  for (const item of result["data"] as Fields[]) expand(state, item, paths.map(withinItems));
}

function inputOf(request: FastifyRequest): Fields {
  const query = request.url.split("?").slice(1).join("?");
  return { ...readForm(query), ...(request.body as Fields | null | undefined) };
}

const pathOf = ({ url }: FastifyRequest): string => url.split("?", 1)[0] ?? url;

const requestIdOf = (reply: FastifyReply): string => String(reply.getHeader("request-id"));

async function latency({ api }: StripeState): Promise<void> {
  if (api.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, api.latencyMs));
}

function sendError(state: StripeState, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const known = error instanceof StripeError ? error : wrap(error);
  if (known.fields.status === 500) request.log.error(error);
  return reply.code(known.fields.status).send(errorBody(known, requestIdOf(reply), state.clock.now()));
}

function wrap(error: unknown): StripeError {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 500) return new StripeError({ status, type: "api_error", message: "An unknown error occurred" });
  return new StripeError({ status, message: error instanceof Error ? error.message : "Invalid request." });
}
