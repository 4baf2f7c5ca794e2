import { z } from "zod";
import { invalidRequest, type StripeError } from "./errors.ts";

const issue = (code: string, message: string) => ({ code: "custom" as const, message, params: { code } });

/** An integer in a form, where every value is text. */
export function integer({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}) {
  return z.string().transform((text, context) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text)) {
      context.addIssue(issue("parameter_invalid_integer", `Invalid integer: ${text}`));
    } else if (value < min) {
      context.addIssue(issue("parameter_invalid_integer", `This value must be greater than or equal to ${min}.`));
    } else if (value > max) {
      const message = `This value must be less than or equal to ${max} (it currently is '${text}').`;
      context.addIssue(issue("parameter_invalid_integer", message));
    }
    return value;
  });
}

export const boolean = z
  .string()
  .refine((text) => text === "true" || text === "false", {
    error: ({ input }) => `Invalid boolean: ${String(input)}`,
  })
  .transform((text) => text === "true");

/** A text that cannot be unset. */
export const text = z.string().min(1);

/** An empty value unsets the parameter. */
export const unsettable = z.string().transform((value) => (value === "" ? null : value));

/** Keys to merge into an object's metadata; an empty value removes its key, an empty `metadata` removes all. */
export const metadata = z.union([z.literal(""), z.record(z.string().max(40), z.string().max(500))]);
export type MetadataChange = z.output<typeof metadata>;

export function mergeMetadata(before: Readonly<Record<string, string>>, change: MetadataChange | undefined) {
  if (change === undefined) return { ...before };
  if (change === "") return {};
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== "");
  return Object.fromEntries(merged);
}

const bound = integer();

/** `created=…` or `created[gte]=…`. */
export const range = z.union([
  bound,
  z.strictObject({ gt: bound.optional(), gte: bound.optional(), lt: bound.optional(), lte: bound.optional() }),
]);
export type Range = z.output<typeof range>;

export function isWithin(value: number, limits: Range | undefined): boolean {
  if (limits === undefined) return true;
  if (typeof limits === "number") return value === limits;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = limits;
  return value > gt && value >= gte && value < lt && value <= lte;
}

/** Parameters that Stripe accepts and the sandbox ignores. */
export function ignored<const Names extends readonly string[]>(names: Names) {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as {
    [Name in Names[number]]: z.ZodOptional<z.ZodUnknown>;
  };
}

/** Reads the parameters of one call. Throws Stripe's error for the first invalid one. */
export function readParams<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const [first] = result.error.issues;
  if (first === undefined) throw invalidRequest("Invalid request.");
  throw errorFor(first);
}

function errorFor(found: z.core.$ZodIssue, outer: PropertyKey[] = []): StripeError {
  const path = [...outer, ...found.path];
  if (found.code === "invalid_union") return errorForUnion(found, path);
  if (found.code === "unrecognized_keys") {
    const param = bracketed([...path, found.keys[0] ?? ""]);
    return invalidRequest(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  const param = bracketed(path);
  if (found.input === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
  if (found.code === "too_small" && found.input === "") {
    const message = `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
    return invalidRequest(message, { code: "parameter_invalid_empty", param });
  }
  if (found.code === "invalid_value") {
    return invalidRequest(`Invalid ${param}: must be one of ${oneOf(found.values)}`, { param });
  }
  if (found.code === "custom") {
    const code: unknown = found.params?.["code"];
    return invalidRequest(found.message, typeof code === "string" ? { code, param } : { param });
  }
  return invalidRequest(`Invalid ${typeof found.input === "object" ? "object" : "string"}: ${param}`, { param });
}

function errorForUnion(found: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): StripeError {
  // The branch that parsed deepest has the most precise error.
  const branches = found.errors.toSorted((a, b) => depthOf(b) - depthOf(a));
  const first = branches[0]?.[0];
  return first === undefined ? invalidRequest("Invalid request.") : errorFor(first, path);
}

const depthOf = (issues: readonly z.core.$ZodIssue[]) => issues[0]?.path.length ?? 0;

function oneOf(values: readonly unknown[]): string {
  const names = values.map(String);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")}, or ${names.at(-1)}`;
}

function bracketed([head, ...rest]: readonly PropertyKey[]): string {
  return String(head ?? "") + rest.map((key) => `[${String(key)}]`).join("");
}
