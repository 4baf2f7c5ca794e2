import { CONTRACT_VERSION, ERRORS, type Operation, OUTCOMES } from "@moddy/schemas";
import { createSchemaWriter, type JsonSchema } from "@moddy/schemas/openapi";

/** An operation as callers depend on it. */
export interface LockedOperation {
  readonly id: string;
  readonly service: Operation["service"];
  readonly method: Operation["method"];
  readonly path: Operation["path"];
  /** Null where nothing is sent. */
  readonly request: JsonSchema | null;
  readonly reply: JsonSchema;
  readonly outcomes: readonly string[];
  readonly errors: readonly string[];
  readonly examples: { readonly request: unknown; readonly reply: unknown };
}

/** The contract as callers depend on it: what the committed lock holds. */
export interface ContractLock {
  readonly version: string;
  readonly operations: Readonly<Record<string, LockedOperation>>;
  readonly errors: Readonly<Record<string, { readonly status: number; readonly retryable: boolean }>>;
  readonly outcomes: Readonly<Record<string, { readonly final: boolean; readonly success: boolean }>>;
}

/** Words for people; no program depends on them. */
const PROSE: ReadonlySet<string> = new Set(["description", "examples", "id", "title"]);

/** A schema without prose, its references put in, its keys in order; one that holds itself stands for any JSON. */
function normalise(schema: JsonSchema, components: Readonly<Record<string, JsonSchema>>, within: string[]): JsonSchema {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return within.includes(name) ? {} : normalise(components[name] ?? {}, components, [...within, name]);
  }
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    if (typeof value !== "object" || value === null) return value;
    return normalise(value as JsonSchema, components, within);
  };
  const entries = Object.entries(schema).filter(([key]) => !PROSE.has(key));
  const normalised = entries.map(([key, value]) => {
    if (key === "properties") {
      const fields = Object.entries(value as JsonSchema).map(([name, field]) => [name, inner(field)] as const);
      return [key, Object.fromEntries(fields.toSorted(byKey))] as const;
    }
    if (key === "required") return [key, (value as string[]).toSorted()] as const;
    return [key, key === "default" || key === "enum" || key === "const" ? value : inner(value)] as const;
  });
  return Object.fromEntries(normalised.toSorted(byKey));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function lockOperation({ id, service, method, path, request, reply, outcomes, errors, examples }: Operation) {
  const writer = createSchemaWriter();
  const write = (schema: Operation["reply"], io: "input" | "output") =>
    normalise(writer.write(schema, io), writer.components, []);
  return {
    id,
    service,
    method,
    path,
    request: method === "GET" ? null : write(request, "input"),
    reply: write(reply, "output"),
    outcomes: outcomes.toSorted(),
    errors: errors.toSorted(),
    examples: { request: examples.request ?? null, reply: examples.reply },
  };
}

/** The contract of these operations, as it is now. */
export function lockContract(operations: readonly Operation[], version: string = CONTRACT_VERSION): ContractLock {
  const named = operations.map(
    (operation) => [`${operation.service}.${operation.id}`, lockOperation(operation)] as const,
  );
  const errors = Object.entries(ERRORS).map(([code, { status, retryable }]) => [code, { status, retryable }] as const);
  const outcomes = Object.entries(OUTCOMES).map(([code, { final, success }]) => [code, { final, success }] as const);
  return {
    version,
    operations: Object.fromEntries(named.toSorted(byKey)),
    errors: Object.fromEntries(errors.toSorted(byKey)),
    outcomes: Object.fromEntries(outcomes.toSorted(byKey)),
  };
}
