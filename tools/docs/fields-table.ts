import type { JsonSchema } from "@moddy/schemas/openapi";
import { code, table } from "./markdown.ts";

type Components = Readonly<Record<string, JsonSchema>>;

function resolve(schema: JsonSchema, components: Components): JsonSchema {
  if (typeof schema.$ref !== "string") return schema;
  return components[schema.$ref.split("/").at(-1) ?? ""] ?? {};
}

/** Enumerations longer than this are named, not listed. */
const LISTED_VALUES = 8;

/** A schema's type in words. */
function typeOf(schema: JsonSchema, components: Components): string {
  if (Array.isArray(schema.anyOf)) {
    return schema.anyOf.map((option: JsonSchema) => typeOf(option, components)).join(" or ");
  }
  if (schema.$ref === "#/components/schemas/Outcome") return "[outcome](outcomes.md)";
  const found = resolve(schema, components);
  const values = "const" in found ? [found.const] : found.enum;
  if (Array.isArray(values) && values.length <= LISTED_VALUES) {
    return values.map((value) => code(JSON.stringify(value))).join(" or ");
  }
  if (found.type === "array") return `list of ${typeOf(found.items as JsonSchema, components)}`;
  if (found.format === "date-time") return "time";
  const types = (found.type ?? "any") as string | string[];
  return [types].flat().join(" or ");
}

/** What a value has to keep to, beyond its type. */
function limitsOf(schema: JsonSchema): string[] {
  const limits: [name: string, text: (value: unknown) => string][] = [
    ["minimum", (value) => `at least ${String(value)}`],
    ["exclusiveMinimum", (value) => `above ${String(value)}`],
    ["maximum", (value) => `at most ${String(value)}`],
    ["maxLength", (value) => `at most ${String(value)} characters`],
    ["maxItems", (value) => `at most ${String(value)} entries`],
    ["default", (value) => `${code(JSON.stringify(value))} where it is left out`],
  ];
  const texts = limits.flatMap(([name, text]) => (schema[name] === undefined ? [] : [text(schema[name])]));
  const text = texts.join(", ");
  return text === "" ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
}

function aboutOf(schema: JsonSchema, components: Components): string {
  const [first] = Array.isArray(schema.anyOf) ? (schema.anyOf as JsonSchema[]) : [];
  const found = resolve(first ?? schema, components);
  const description = schema.description ?? found.description;
  const text = typeof description === "string" ? description : "";
  const sentence = text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
  return [sentence, ...limitsOf({ ...found, ...schema })].filter(Boolean).join(" ");
}

/** The innermost object of a field, where it holds one: its own fields are shown too. */
function objectIn(schema: JsonSchema, components: Components): JsonSchema | undefined {
  const options = Array.isArray(schema.anyOf) ? (schema.anyOf as JsonSchema[]) : [schema];
  for (const option of options) {
    const found = resolve(option, components);
    if (found.type === "array") return objectIn(found.items as JsonSchema, components);
    if (found.type === "object" && found.properties !== undefined) return found;
  }
  return undefined;
}

function rowsOf(schema: JsonSchema, components: Components, prefix: string): string[][] {
  const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => {
    const inner = objectIn(field, components);
    const row = [
      code(prefix + name),
      typeOf(field, components),
      required.has(name) ? "always" : "optional",
      aboutOf(field, components),
    ];
    return [row, ...(inner === undefined ? [] : rowsOf(inner, components, `${prefix}${name}.`))];
  });
}

/** A table of an object's fields, those of inner objects with their path. */
export function fieldsTable(schema: JsonSchema, components: Components): string {
  const rows = rowsOf(resolve(schema, components), components, "");
  return rows.length === 0 ? "Nothing." : table(["field", "type", "there", "about"], rows);
}
