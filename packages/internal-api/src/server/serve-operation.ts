import { randomUUID } from "node:crypto";
import type { Operation } from "@moddy/schemas";
import type { FastifyReply, FastifyRequest } from "fastify";
import { traceparentFrom } from "../shared/call-ids.ts";
import type { SignedCall } from "../shared/sign.ts";
import { ApiError, ServiceUnavailable } from "./api-error.ts";
import { factsOf } from "./call-facts.ts";
import { hashJson, type IdempotencyStore, idempotencyKeyFrom, type KeyedResult, outcomeOf } from "./idempotency.ts";
import { decodeBody, readJson } from "./read-json.ts";
import { type AnyHandler, runHandler } from "./run-handler.ts";
import type { RunningCalls } from "./running-calls.ts";
import type { CallContext } from "./types.ts";
import { validateRequest } from "./validate-request.ts";

/** What all operations of a server share. */
export interface ServeOptions {
  readonly checkSignature: (headers: FastifyRequest["headers"], call: SignedCall) => void;
  readonly idempotency: IdempotencyStore;
  readonly running: RunningCalls;
  readonly jsonLevels: number;
}

/** Makes the route handler of an operation: signature, validation, key, handler, reply, in this order. */
export function serveOperation(operation: Operation, handler: AnyHandler, parts: ServeOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    parts.checkSignature(request.headers, {
      method: request.method,
      path: request.raw.url ?? "",
      body: decodeBody(bytes),
    });
    const sent = operation.method === "GET" ? undefined : readJson(bytes, parts.jsonLevels);
    const parsed = validateRequest(operation, sent);
    const key = operation.method === "GET" ? undefined : idempotencyKeyFrom(request.headers["idempotency-key"]);
    const result = await parts.running.run(operation.deadlineMs, async (signal): Promise<KeyedResult> => {
      const execute = (info: { resumed: boolean }) =>
        runHandler(operation, handler, parsed, contextOf(request, key, info.resumed, signal));
      if (key === undefined) return { kind: "fresh", reply: await execute({ resumed: false }) };
      return await parts.idempotency.run({ key, operation: operation.id, bodyHash: hashJson(sent), signal }, execute);
    });
    return sendResult(result, request, reply);
  };
}

function contextOf(
  request: FastifyRequest,
  key: string | undefined,
  resumed: boolean,
  signal: AbortSignal,
): CallContext {
  return {
    requestId: request.id,
    traceparent: traceparentFrom(request.headers.traceparent),
    idempotencyKey: key ?? randomUUID(),
    keyGiven: key !== undefined,
    resumed,
    secretUsed: factsOf(request).secretUsed,
    signal,
    log: request.log,
  };
}

function sendResult(result: KeyedResult, request: FastifyRequest, reply: FastifyReply): unknown {
  if (result.kind === "conflict") throw new ApiError("idempotency_key_reused");
  if (result.kind === "busy") throw new ServiceUnavailable(1, "A call with this Idempotency-Key is running.");
  if (result.kind === "replayed") reply.header("idempotent-replayed", "true");
  factsOf(request).outcome = outcomeOf(result.reply.body);
  return reply.code(result.reply.status).send(result.reply.body);
}
