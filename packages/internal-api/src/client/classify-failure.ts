import { errors } from "undici";
import type { ClientErrorCode } from "./errors.ts";

const BY_CODE: Readonly<Record<string, ClientErrorCode>> = {
  ENOTFOUND: "name_not_resolved",
  EAI_AGAIN: "name_not_resolved",
  EAI_NODATA: "name_not_resolved",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  EPIPE: "connection_reset",
  ECONNABORTED: "connection_reset",
  ETIMEDOUT: "connect_timeout",
  ENETUNREACH: "network_unreachable",
  EHOSTUNREACH: "network_unreachable",
  EADDRNOTAVAIL: "network_unreachable",
  EAFNOSUPPORT: "network_unreachable",
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  UND_ERR_SOCKET: "connection_reset",
  UND_ERR_HEADERS_TIMEOUT: "deadline_exceeded",
  UND_ERR_BODY_TIMEOUT: "deadline_exceeded",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "invalid_reply",
  UND_ERR_HEADERS_OVERFLOW: "invalid_reply",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "invalid_reply",
  UND_ERR_CLOSED: "client_closed",
  UND_ERR_DESTROYED: "client_closed",
};

/** The codes of an error. If all addresses of a name failed, a refusal comes first: there a host answered. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  const own = (error as NodeJS.ErrnoException).code;
  return [...inner.filter((code) => code === "ECONNREFUSED"), ...inner, ...(own === undefined ? [] : [own])];
}

/** The meaning of a failed request of undici. An unknown error counts as a broken connection. */
export function classifyFailure(error: unknown): ClientErrorCode {
  if (error instanceof errors.HTTPParserError) return "invalid_reply";
  for (const code of codesOf(error)) {
    const known = BY_CODE[code];
    if (known !== undefined) return known;
    if (code.startsWith("HPE_")) return "invalid_reply";
  }
  return "connection_reset";
}
