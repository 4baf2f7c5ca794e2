import { ERRORS, type ErrorCode, errorBody } from "../errors.ts";
import type { JsonSchema, SchemaWriter } from "./json-schemas.ts";

const EXAMPLE_REQUEST_ID = "3f0c8a52-6f0e-4a53-9c0e-0e6f1f0c8d11";
const ASKS_TO_WAIT: ReadonlySet<ErrorCode> = new Set(["rate_limited", "unavailable"]);

/** The headers that replies have, as components. */
export const HEADERS = {
  RequestId: {
    description: "The id under which both services log the call: the caller's own, or one that the service made.",
    schema: { type: "string" },
  },
  RetryAfter: { description: "Seconds to wait.", schema: { type: "integer", minimum: 0 } },
  WwwAuthenticate: { description: "`Bearer`.", schema: { type: "string" } },
  IdempotentReplayed: {
    description: "`true` where the reply is the stored reply of an earlier call with the same Idempotency-Key.",
    schema: { type: "string", enum: ["true"] },
  },
};

function header(name: keyof typeof HEADERS): JsonSchema {
  return { $ref: `#/components/headers/${name}` };
}

function exampleOf(code: ErrorCode): JsonSchema {
  const { sentence, retryable } = ERRORS[code];
  const fields =
    code === "invalid_request" ? { fields: [{ path: "discord_id", message: "must be a Discord id" }] } : {};
  return {
    summary: sentence,
    value: { error: sentence, code, request_id: EXAMPLE_REQUEST_ID, retryable, ...fields },
  };
}

/** Writes error responses; what several operations share is written once, as a component. */
export interface ErrorWriter {
  /** The responses for a list of codes: one for each status, with an example for each code. */
  write(codes: readonly ErrorCode[]): Record<string, JsonSchema>;
  readonly components: Readonly<Record<string, JsonSchema>>;
}

/** A writer of error responses with no components yet. */
export function createErrorWriter(schemas: SchemaWriter): ErrorWriter {
  const components: Record<string, JsonSchema> = {};
  const schema = schemas.write(errorBody, "output");
  return {
    components,
    write(codes) {
      const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status);
      const responses = [...byStatus].map(([status, group]) => {
        const name = `Error${status}_${group.join("_")}`;
        components[name] ??= errorResponse(status, group, schema);
        return [String(status), { $ref: `#/components/responses/${name}` }] as const;
      });
      return Object.fromEntries(responses);
    },
  };
}

function errorResponse(status: number, codes: readonly ErrorCode[], schema: JsonSchema): JsonSchema {
  const headers = {
    "X-Request-Id": header("RequestId"),
    ...(status === 401 ? { "WWW-Authenticate": header("WwwAuthenticate") } : {}),
    ...(codes.some((code) => ASKS_TO_WAIT.has(code)) ? { "Retry-After": header("RetryAfter") } : {}),
  };
  const examples = Object.fromEntries(codes.map((code) => [code, exampleOf(code)]));
  const description = codes.map((code) => `\`${code}\`: ${ERRORS[code].sentence}`).join("\n\n");
  return { description, headers, content: { "application/json": { schema, examples } } };
}

/** The 200 response with its headers. */
export function successResponse(
  description: string,
  content: JsonSchema,
  options: { replayable: boolean },
): Record<"200", JsonSchema> {
  const headers = {
    "X-Request-Id": header("RequestId"),
    ...(options.replayable ? { "Idempotent-Replayed": header("IdempotentReplayed") } : {}),
  };
  return { 200: { description, headers, content } };
}
