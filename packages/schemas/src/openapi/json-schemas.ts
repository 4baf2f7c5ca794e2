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

/** zod's name for a schema that refers to itself without a name of its own: the one of free JSON. */
const UNNAMED = /^__schema\d+$/;

function nameOf(id: string): string {
  return UNNAMED.test(id) ? "Json" : id;
}

/** Keeps what a reader needs: a reply may gain fields, a format says what its long pattern says. */
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

/** A writer with no components yet. It throws where one name stands for two different schemas. */
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
