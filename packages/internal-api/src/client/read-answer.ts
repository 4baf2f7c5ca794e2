import { type ErrorBody, errorBody, type Operation } from "@moddy/schemas";
import { describeFailure, type Route } from "./describe-failure.ts";
import { HttpError, InvalidReplyError } from "./errors.ts";
import type { Answer } from "./send.ts";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function httpErrorFrom(answer: Answer, route: Route): HttpError {
  const parsed = errorBody.safeParse(parseJson(answer.text));
  const body: ErrorBody | undefined = parsed.success ? parsed.data : undefined;
  const said = body === undefined ? "not from the service itself" : `${body.code}: ${body.error}`;
  return new HttpError(describeFailure(route, "http_error", { status: answer.status, said }), {
    status: answer.status,
    retryable: body?.retryable ?? (answer.status === 429 || answer.status >= 500),
    requestId: answer.requestId,
    retryAfterSeconds: answer.retryAfterSeconds,
    body,
  });
}

/** Reads the operation's reply. Throws `HttpError` for any status but 200, `InvalidReplyError` for a body that does not match. */
export function readAnswer(operation: Operation, answer: Answer, route: Route): unknown {
  if (answer.status !== 200) throw httpErrorFrom(answer, route);
  const reply = operation.reply.safeParse(parseJson(answer.text));
  if (reply.success) return reply.data;
  const paths = reply.error.issues.slice(0, 10).map((issue) => issue.path.join(".") || "the body");
  throw new InvalidReplyError(describeFailure(route, "invalid_reply", { said: [...new Set(paths)].join(", ") }), {
    code: "invalid_reply",
    retryable: true,
    requestId: answer.requestId,
    status: answer.status,
  });
}
