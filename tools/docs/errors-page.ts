import { ERROR_CODES, ERRORS, errorBody } from "@moddy/schemas";
import { createSchemaWriter, type JsonSchema } from "@moddy/schemas/openapi";
import { fieldsTable } from "./fields-table.ts";
import { code, jsonBlock, page, table } from "./markdown.ts";

/** The page on error codes. */
export function errorsPage(): string {
  const writer = createSchemaWriter();
  writer.write(errorBody, "output");
  const rows = ERROR_CODES.map((name) => {
    const { status, retryable, sentence } = ERRORS[name];
    return [String(status), code(name), retryable ? "yes" : "no", sentence];
  });
  const example = {
    error: "The request is not valid for this operation: discord_id.",
    code: "invalid_request",
    request_id: "3f0c8a52-6f0e-4a53-9c0e-0e6f1f0c8d11",
    retryable: false,
    fields: [{ path: "discord_id", message: "must be a Discord id: 17 to 20 digits, as a string" }],
  };
  return page(
    "Errors",
    "Every error of the internal API has one body:",
    fieldsTable(writer.components.Error as JsonSchema, writer.components),
    jsonBlock(example),
    "It never contains a value of the request. 401 comes with `WWW-Authenticate: Bearer`, 405 with `Allow`, 429 and 503 " +
      "with `Retry-After` in seconds.",
    table(["status", "code", "try again", "meaning"], rows),
  );
}
