import { randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ErrorCode } from "@moddy/schemas";
import { ApiError, errorBodyOf } from "./api-error.ts";

/** Node's codes for requests that its parser refuses. Any other code means malformed HTTP. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "payload_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/** The raw reply to a connection whose request the HTTP parser refuses. */
function rawAnswer(error: ApiError): string {
  const body = JSON.stringify(errorBodyOf(error, randomUUID()));
  return [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

/** Makes the handler of `clientError`. It replies only if no reply has begun on that connection. */
export function createClientErrorAnswer(): {
  watch: (request: IncomingMessage, response: ServerResponse) => void;
  answer: (error: NodeJS.ErrnoException, socket: Socket) => void;
} {
  const responses = new WeakMap<Socket, ServerResponse>();
  return {
    watch: (request, response) => responses.set(request.socket, response),
    answer: (error, socket) => {
      const response = responses.get(socket);
      const begun = response !== undefined && response.headersSent && !response.writableFinished;
      if (error.code === "ECONNRESET" || !socket.writable || begun) {
        socket.destroy();
        return;
      }
      socket.end(rawAnswer(new ApiError(CODES[error.code ?? ""] ?? "invalid_request")), () => socket.destroy());
    },
  };
}
