import { z } from "zod";
import { invalidForm } from "./errors.ts";

export const snowflake = z.string().regex(/^\d{1,20}$/);

/** Parses the input. Throws 50035 with Discord's code and message for each invalid field. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input ?? {}, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidForm(parsed.error.issues.map((issue) => ({ path: issue.path.map(String), ...describe(issue) })));
}

const shown = (input: unknown) => (typeof input === "string" ? input : JSON.stringify(input));

type Issue = z.core.$ZodIssue;

function describe(issue: Issue): { code: string; message: string } {
  switch (issue.code) {
    case "invalid_type":
      return describeType(issue);
    case "too_big":
      return describeTooBig(issue);
    case "too_small":
      return describeTooSmall(issue);
    case "invalid_format":
      return { code: "NUMBER_TYPE_COERCE", message: `Value "${shown(issue.input)}" is not snowflake.` };
    case "invalid_value":
      return { code: "BASE_TYPE_CHOICES", message: `Value must be one of {${issue.values.map(String).join(", ")}}.` };
    default:
      return { code: "BASE_TYPE_INVALID", message: issue.message };
  }
}

function describeType(issue: Extract<Issue, { code: "invalid_type" }>) {
  if (issue.input === undefined || issue.input === null) {
    return { code: "BASE_TYPE_REQUIRED", message: "This field is required" };
  }
  if (issue.expected === "number" || issue.expected === "int") {
    return { code: "NUMBER_TYPE_COERCE", message: `Value "${shown(issue.input)}" is not int.` };
  }
  if (issue.expected === "array")
    return { code: "LIST_TYPE_CONVERT", message: "Only iterables may be used in a ListType" };
  if (issue.expected === "object") {
    return { code: "MODEL_TYPE_CONVERT", message: "Only dictionaries may be used in a ModelType" };
  }
  return { code: "STRING_TYPE_CONVERT", message: "Could not interpret value as string." };
}

function describeTooBig(issue: Extract<Issue, { code: "too_big" }>) {
  const most = String(issue.maximum);
  if (issue.origin === "string") {
    return { code: "BASE_TYPE_MAX_LENGTH", message: `Must be ${most} or fewer in length.` };
  }
  if (issue.origin === "array") return { code: "BASE_TYPE_MAX_LENGTH", message: `Must be ${most} or fewer in length.` };
  return { code: "NUMBER_TYPE_MAX", message: `int value should be less than or equal to ${most}.` };
}

function describeTooSmall(issue: Extract<Issue, { code: "too_small" }>) {
  const least = String(issue.minimum);
  if (issue.origin === "string" || issue.origin === "array") {
    return { code: "BASE_TYPE_MIN_LENGTH", message: `Must be ${least} or more in length.` };
  }
  return { code: "NUMBER_TYPE_MIN", message: `int value should be greater than or equal to ${least}.` };
}
