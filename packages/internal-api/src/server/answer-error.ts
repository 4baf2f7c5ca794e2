import { ERROR_CODES, ERRORS, type ErrorCode } from "@moddy/schemas";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError, errorBodyOf } from "./api-error.ts";
import { factsOf } from "./call-facts.ts";

/** Turns anything thrown into an error of the contract. Fastify's own errors count by their status. */
function apiErrorFrom(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== "number" || status >= 500) return new ApiError("internal_error");
  return new ApiError(codeOf(status));
}

function codeOf(status: number): ErrorCode {
  return ERROR_CODES.find((code) => ERRORS[code].status === status) ?? "invalid_request";
}

/** Replies with the contract's error body. An `internal_error` is logged with its cause; the reply says nothing about it. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = apiErrorFrom(error);
  if (answer.code === "internal_error") request.log.error({ err: error, event: "internal_error" }, "A call failed");
  factsOf(request).outcome = answer.code;
  reply.code(answer.status).headers(answer.headers).send(errorBodyOf(answer, request.id));
}
