import { z } from "zod";

/** A JSON Schema, or a part of one. */
export type JsonSchema = { [key: string]: unknown };

/** Turns zod schemas into JSON Schemas that share named components. */
export interface SchemaWriter {
  /** The schema of what a caller sends (`input`: defaults may be left out) or is sent (`output`). */
  write(schema: z.ZodType, io: "input" | "output"): JsonSchema;
  /** The named schemas of all that was written, by name. */
  readonly components: Readonly<Record<string, JsonSchema>>;
}

/** The name that zod gives to a recursive schema without an id. Only the schema of any JSON value is one. */
const UNNAMED = /^__schema\d+$/;

function nameOf(id: string): string {
  return UNNAMED.test(id) ? "Json" : id;
}

/** Removes what a reader does not need: `additionalProperties`, the largest number, and a pattern beside its format. */
function simplify({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

function pointToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToComponents);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isReference = key === "$ref" && typeof inner === "string";
    if (!isReference) return [key, pointToComponents(inner)];
    return [key, `#/components/schemas/${nameOf(inner.replace("#/$defs/", ""))}`];
  });
  return Object.fromEntries(entries) as JsonSchema;
}

/** Makes a writer without components. It throws if two different schemas have the same name. */
export function createSchemaWriter(): SchemaWriter {
  const components: Record<string, JsonSchema> = {};
  function add(name: string, schema: JsonSchema): void {
    const known = components[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`two schemas are named ${name}`);
    }
    components[name] = schema;
  }
  return {
    components,
    write(schema, io) {
      const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io, override: simplify });
      for (const [id, definition] of Object.entries($defs)) {
        add(nameOf(id), pointToComponents(definition) as JsonSchema);
      }
      return pointToComponents(root) as JsonSchema;
    },
  };
}
