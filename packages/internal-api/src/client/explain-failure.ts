import type { ErrorCode, ServiceName } from "@moddy/schemas";
import { ADDRESS_VARIABLE, adviceFor, MEANING } from "./describe-failure.ts";
import { HttpError, type InternalApiError } from "./errors.ts";

/** What kind of fault a failed call shows. */
export type FailureKind =
  | "unreachable"
  | "secret_refused"
  | "signature_refused"
  | "not_served"
  | "request_refused"
  | "invalid_reply"
  | "busy"
  | "failed";

const BY_STATUS: Readonly<Record<number, FailureKind>> = {
  401: "secret_refused",
  403: "secret_refused",
  404: "not_served",
  405: "not_served",
  422: "request_refused",
  429: "busy",
};

const BY_CODE: Readonly<Partial<Record<ErrorCode, FailureKind>>> = {
  invalid_signature: "signature_refused",
  invalid_request: "request_refused",
  idempotency_key_reused: "request_refused",
  payload_too_large: "request_refused",
  uri_too_long: "request_refused",
  unsupported_media_type: "request_refused",
  headers_too_large: "request_refused",
};

/** The kind of fault that a failed call shows. */
export function failureKind(error: InternalApiError): FailureKind {
  if (error instanceof HttpError) {
    return (error.body && BY_CODE[error.body.code]) ?? BY_STATUS[error.status ?? 0] ?? "failed";
  }
  if (error.code === "invalid_reply") return "invalid_reply";
  return error.code === "invalid_request" ? "request_refused" : "unreachable";
}

function sentenceFor(error: InternalApiError, service: ServiceName): string {
  const address = ADDRESS_VARIABLE[service];
  const fields = error.fields.length > 0 ? ` (${error.fields.join(", ")})` : "";
  switch (failureKind(error)) {
    case "secret_refused":
      return `The ${service} refuses the secret: INTERNAL_API_SECRET is not the same on both sides.`;
    case "signature_refused":
      return `The ${service} refuses the signature: the clocks differ, or INTERNAL_API_SECRET does.`;
    case "not_served":
      return `The ${service} does not serve this operation: it is another version, or ${address} names another port or address.`;
    case "request_refused":
      return `The ${service} refuses the request${fields}: the two services run different versions of the contract.`;
    case "invalid_reply":
      return `The ${service}'s reply is not the operation's${fields}: it is another version, or ${address} names another address.`;
    case "busy":
      return `The ${service} has too many calls.`;
    case "failed":
      return `The ${service} failed.`;
    case "unreachable":
      return [`The ${service} cannot be reached: ${MEANING[error.code]}.`, adviceFor(error.code, service)]
        .filter(Boolean)
        .join(" ");
  }
}

/**
 * Says what a failed call shows and what to check: for operators. It holds no address, no secret and nothing that the other
 * service wrote except the names of fields.
 */
export function explainFailure(error: InternalApiError, service: ServiceName): string {
  const sentence = sentenceFor(error, service);
  const isFromElsewhere = error instanceof HttpError && !error.body && !error.isForeign;
  return isFromElsewhere ? `${sentence} The answer (${error.status}) may be that of a proxy in between.` : sentence;
}
