import type { JsonSchema } from "@moddy/schemas/openapi";

/** A difference between the locked contract and the one of today. */
export interface Change {
  readonly breaking: boolean;
  /** What changed, where. */
  readonly what: string;
}

/** Which way a value goes: what callers send, or what they are sent. */
export type Direction = "request" | "reply";

const UPPER = ["maximum", "exclusiveMaximum", "maxLength", "maxItems"];
const LOWER = ["minimum", "exclusiveMinimum", "minLength", "minItems"];
const WHOLE = ["pattern", "format", "propertyNames", "additionalProperties", "anyOf"];

/**
 * The differences of a schema, each named. A request may take more than it did. A reply may gain optional fields and
 * nothing else: today's client still reads the released server, and the released client today's server.
 */
export function compareSchemas(direction: Direction, path: string, before: JsonSchema, after: JsonSchema): Change[] {
  const [was, is] = [withoutNull(before), withoutNull(after)];
  const report = (what: string, widens: boolean): Change => ({
    breaking: direction === "reply" || !widens,
    what: `${path} ${what}`,
  });
  const changes: Change[] = [];
  if (was.nullable !== is.nullable) {
    changes.push(report(is.nullable ? "can be null now" : "can no longer be null", is.nullable));
  }
  const types = [typeOf(was.schema), typeOf(is.schema)] as const;
  if (types[0] !== types[1]) {
    const widens = types[0] === "integer" && types[1] === "number";
    return [...changes, report(`changed its type from ${types[0]} to ${types[1]}`, widens)];
  }
  return [
    ...changes,
    ...compareValues(was.schema, is.schema, report),
    ...compareLimits(was.schema, is.schema, report),
    ...compareFields(direction, path, was.schema, is.schema),
    ...compareItems(direction, path, was.schema, is.schema),
  ];
}

type Report = (what: string, widens: boolean) => Change;

function withoutNull(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes("null")) {
    const [type] = schema.type.filter((name: string) => name !== "null");
    return { schema: { ...schema, type }, nullable: true };
  }
  if (!Array.isArray(schema.anyOf)) return { schema, nullable: false };
  const options = (schema.anyOf as JsonSchema[]).filter((option) => option.type !== "null");
  const nullable = options.length < schema.anyOf.length;
  const { anyOf: _, ...rest } = schema;
  return { schema: options.length === 1 ? { ...rest, ...options[0] } : { ...rest, anyOf: options }, nullable };
}

function typeOf(schema: JsonSchema): string {
  if (typeof schema.type === "string") return schema.type;
  return Array.isArray(schema.anyOf) ? "one of several" : "any";
}

function valuesOf(schema: JsonSchema): unknown[] | undefined {
  if ("const" in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function compareValues(before: JsonSchema, after: JsonSchema, report: Report): Change[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  if (was === undefined && is === undefined) return [];
  if (was === undefined) return [report("takes certain values only now", false)];
  if (is === undefined) return [report("takes any value now", true)];
  const lost = was
    .filter((value) => !is.includes(value))
    .map((value) => report(`lost the value ${text(value)}`, false));
  const gained = is
    .filter((value) => !was.includes(value))
    .map((value) => report(`gained the value ${text(value)}`, true));
  return [...lost, ...gained];
}

function compareLimits(before: JsonSchema, after: JsonSchema, report: Report): Change[] {
  const limits = [...UPPER, ...LOWER].flatMap((name) => {
    const [was, is] = [before[name] as number | undefined, after[name] as number | undefined];
    if (was === is) return [];
    const open = UPPER.includes(name) ? Infinity : -Infinity;
    const widens = UPPER.includes(name) ? (is ?? open) > (was ?? open) : (is ?? open) < (was ?? open);
    return [report(`changed its ${name} from ${was ?? "none"} to ${is ?? "none"}`, widens)];
  });
  const whole = WHOLE.filter((name) => text(before[name]) !== text(after[name])).map((name) =>
    report(`changed its ${name}`, after[name] === undefined),
  );
  const defaults =
    text(before.default) === text(after.default) ? [] : [report("changed its default", before.default === undefined)];
  return [...limits, ...whole, ...defaults];
}

function compareFields(direction: Direction, path: string, before: JsonSchema, after: JsonSchema): Change[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].flatMap((name) => {
    const [old, now] = [was.get(name), is.get(name)];
    const field = `${path}.${name}`;
    if (now === undefined) return [{ breaking: true, what: `${field} was removed` }];
    if (old === undefined) {
      return [{ breaking: now.required, what: `${field} was added${now.required ? " and is required" : ""}` }];
    }
    const inner = compareSchemas(direction, field, old.schema, now.schema);
    if (old.required === now.required) return inner;
    const what = now.required ? `${field} became required` : `${field} became optional`;
    return [{ breaking: direction === "reply" || now.required, what }, ...inner];
  });
}

function fieldsOf(schema: JsonSchema): Map<string, { schema: JsonSchema; required: boolean }> {
  const required = new Set((schema.required ?? []) as string[]);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  return new Map(properties.map(([name, field]) => [name, { schema: field, required: required.has(name) }]));
}

function compareItems(direction: Direction, path: string, before: JsonSchema, after: JsonSchema): Change[] {
  if (before.items === undefined || after.items === undefined) return [];
  return compareSchemas(direction, `${path}[]`, before.items as JsonSchema, after.items as JsonSchema);
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "none";
}
