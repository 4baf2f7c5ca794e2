import type { FastifyReply, FastifyRequest } from "fastify";
import { runDue } from "../billing/due.ts";
import type { Operation } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import type { StripeState } from "../state.ts";
import { errorReply } from "./error-reply.ts";
import { checkExpansions, expand, expandParam, withinItems } from "./expand.ts";
import { renderIn } from "./render.ts";
import { type Fields, inputOf, pathOf, requestIdOf, versionOf } from "./request.ts";

/** A call whose parameters were read; runs it and returns the reply as JSON. */
type Work = (requestId: string, idempotencyKey: string | null) => string;

/** Handles one call; with an idempotency key only once. */
export async function handleCall(
  state: StripeState,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const key = operation.method === "POST" ? request.headers["idempotency-key"] : undefined;
  if (typeof key !== "string" || key === "") {
    const work = await prepareCall(state, operation, request);
    return send(reply, 200, work(requestIdOf(reply), null));
  }
  const stored = state.idempotency.claim(key, fingerprint(request));
  if (stored !== undefined) {
    reply.header("idempotent-replayed", "true").header("original-request", stored.requestId);
    return send(reply, stored.status, stored.body);
  }
  const work = await prepareClaimed(state, operation, request, key);
  const requestId = requestIdOf(reply);
  const { status, body } = runToReply(state, work, requestId, key);
  state.idempotency.store(key, { status, body, requestId });
  return send(reply, status, body);
}

const send = (reply: FastifyReply, status: number, body: string) =>
  reply.code(status).type("application/json; charset=utf-8").send(body);

const fingerprint = (request: FastifyRequest): string =>
  JSON.stringify([request.method, pathOf(request), inputOf(request)]);

/** Frees the key when the call is refused before it runs. */
async function prepareClaimed(
  state: StripeState,
  operation: Operation,
  request: FastifyRequest,
  key: string,
): Promise<Work> {
  try {
    return await prepareCall(state, operation, request);
  } catch (error) {
    state.idempotency.release(key);
    throw error;
  }
}

/** Turns an error into a reply too: without a stored reply the key would stay in use for ever. */
function runToReply(state: StripeState, work: Work, requestId: string, key: string): { status: number; body: string } {
  try {
    return { status: 200, body: work(requestId, key) };
  } catch (error) {
    const { status, body } = errorReply(error, requestId, state.clock.now());
    return { status, body: JSON.stringify(body) };
  }
}

async function prepareCall(state: StripeState, operation: Operation, request: FastifyRequest): Promise<Work> {
  const { latencyMs, held } = state.api;
  await held?.promise;
  if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
  runDue(state);
  const { expand: expandInput, ...params } = inputOf(request);
  const paths = readParams(expandParam, expandInput) ?? [];
  checkExpansions(paths, operation.returns, operation.list);
  const ids = request.params as Record<string, string>;
  const run = operation.prepare(params, { state, ids, url: pathOf(request) });
  return (id, idempotency_key) => {
    const result = state.events.withRequest({ id, idempotency_key }, run) as Fields;
    return JSON.stringify(renderIn(state, expandResult(state, operation, result, paths), versionOf(request)));
  };
}

function expandResult(state: StripeState, operation: Operation, result: Fields, paths: readonly string[]): Fields {
  if (paths.length === 0) return result;
  const copy = structuredClone(result);
  if (!operation.list) expand(state, copy, paths);
  else for (const item of copy["data"] as Fields[]) expand(state, item, paths.map(withinItems));
  return copy;
}
