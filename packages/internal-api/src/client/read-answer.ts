import type { Operation } from "@moddy/schemas";
import { describeFailure, type Route } from "./describe-failure.ts";
import { HttpError, InvalidReplyError } from "./errors.ts";
import { type Refusal, readRefusal } from "./read-refusal.ts";
import { readReply } from "./read-reply.ts";
import type { Answer } from "./send.ts";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whoSaid({ body, isForeign, fields }: Refusal): string {
  if (body) return `${body.code}: ${body.error}`;
  if (!isForeign) return "not from the service itself";
  return fields.length > 0 ? `it refuses ${fields.join(", ")}` : "from a service that is not Moddy's";
}

function httpErrorFrom(answer: Answer, route: Route): HttpError {
  const refusal = readRefusal(parseJson(answer.text));
  const { status, requestId, retryAfterSeconds } = answer;
  return new HttpError(describeFailure(route, "http_error", { status, said: whoSaid(refusal) }), {
    status,
    retryable: refusal.body?.retryable ?? (status === 429 || status >= 500),
    requestId,
    retryAfterSeconds,
    ...refusal,
  });
}

/** Whether an answer refuses the secret. A 401 with our own error body is about the signature or the header. */
export function refusesSecret({ status, text }: Pick<Answer, "status" | "text">): boolean {
  return status === 403 || (status === 401 && readRefusal(parseJson(text)).body === undefined);
}

/** Reads the operation's reply. Throws `HttpError` for any status but 200, `InvalidReplyError` for a body that does not match. */
export function readAnswer(operation: Operation, answer: Answer, route: Route): unknown {
  if (answer.status !== 200) throw httpErrorFrom(answer, route);
  const reply = readReply(operation, parseJson(answer.text));
  if (reply.success) return reply.data;
  const paths = reply.error.issues.slice(0, 10).map((issue) => issue.path.join(".") || "the body");
  const fields = [...new Set(paths)];
  throw new InvalidReplyError(describeFailure(route, "invalid_reply", { said: fields.join(", ") }), {
    code: "invalid_reply",
    retryable: true,
    requestId: answer.requestId,
    status: answer.status,
    fields,
  });
}
