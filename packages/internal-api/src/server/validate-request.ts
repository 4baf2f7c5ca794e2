import type { Operation } from "@moddy/schemas";
import type { z } from "zod";
import { ApiError } from "./api-error.ts";

/** The path of an issue: the field with its list indexes. It leaves keys out that the caller chose. */
function pathOf(issue: z.core.$ZodIssue): string {
  const [field, ...inner] = issue.path;
  if (field === undefined) return "";
  const madeByCaller = inner.findIndex((part) => typeof part !== "number");
  return [field, ...(madeByCaller === -1 ? inner : inner.slice(0, madeByCaller))].map(String).join(".");
}

/** The request with its defaults. Throws `invalid_request` with each field that is not valid, without values. */
export function validateRequest(operation: Operation, value: unknown): unknown {
  const parsed = operation.request.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 20).map((issue) => ({ path: pathOf(issue), message: issue.message }));
  const names = [...new Set(fields.map((field) => field.path || "the body"))].join(", ");
  throw new ApiError("invalid_request", { sentence: `The request is not valid for this operation: ${names}.`, fields });
}
