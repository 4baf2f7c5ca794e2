import { COMMON_ERRORS } from "../errors.ts";
import type { Operation, ServiceName } from "../operation.ts";
import { CONTRACT_VERSION } from "../version.ts";
import { createSchemaWriter, type JsonSchema, type SchemaWriter } from "./json-schemas.ts";
import { PARAMETERS, parametersFor } from "./parameters.ts";
import { createErrorWriter, type ErrorWriter, HEADERS, successResponse } from "./responses.ts";

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly paths: Readonly<Record<string, JsonSchema>>;
  readonly components: JsonSchema;
  readonly [key: string]: unknown;
}

const SERVICES = {
  bot: { title: "Moddy bot, internal API", url: "http://moddy.railway.internal:3000" },
  backend: { title: "Moddy backend, internal API", url: "http://website-backend.railway.internal:8080" },
} as const satisfies Record<ServiceName, JsonSchema>;

const DESCRIPTION = [
  "HTTP/1.1 and JSON between Moddy's two services, on their private network.",
  "Every path needs `Authorization: Bearer <INTERNAL_API_SECRET>`. The service checks it before it reads the body. " +
    "A caller may also sign the call; the service refuses a wrong signature.",
  "A refusal by the business rules is a 200 whose flag is false. All errors have the same body. Replies may gain fields.",
].join("\n\n");

/** Describes the operations of a service as OpenAPI 3.1. */
export function describeAsOpenApi(service: ServiceName, operations: readonly Operation[]): OpenApiDocument {
  const schemas = createSchemaWriter();
  const errors = createErrorWriter(schemas);
  const paths = Object.fromEntries(operations.map((operation) => [operation.path, pathOf(operation, schemas, errors)]));
  const { title, url } = SERVICES[service];
  return {
    openapi: "3.1.0",
    info: { title, version: CONTRACT_VERSION, description: DESCRIPTION, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url, description: "On the private network." }],
    security: [{ bearer: [] }],
    tags: [
      { name: "operations", description: "What the service does." },
      { name: "about", description: "What the service reports about itself." },
    ],
    paths: { ...paths, ...aboutPaths(errors) },
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "INTERNAL_API_SECRET: the current or the previous one.",
        },
      },
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: errors.components,
      schemas: schemas.components,
    },
  };
}

function pathOf(operation: Operation, schemas: SchemaWriter, errors: ErrorWriter): JsonSchema {
  const { method, id, summary, description, reply, examples } = operation;
  const content = { "application/json": { schema: schemas.write(reply, "output"), example: examples.reply } };
  const described = {
    operationId: id,
    tags: ["operations"],
    summary,
    description: [description, outcomesOf(operation)].filter(Boolean).join("\n\n"),
    parameters: parametersFor(method),
    ...(method === "POST" ? { requestBody: requestBodyOf(operation, schemas) } : {}),
    responses: {
      ...successResponse("The operation's reply.", content, { replayable: method === "POST" }),
      ...errors.write(operation.errors),
    },
  };
  return { [method.toLowerCase()]: described };
}

function requestBodyOf({ request, examples }: Operation, schemas: SchemaWriter): JsonSchema {
  const content = { schema: schemas.write(request, "input"), example: examples.request };
  return { required: true, content: { "application/json": content } };
}

function outcomesOf({ outcomes }: Operation): string {
  if (outcomes.length === 0) return "";
  return `Its \`outcome\` is one of ${outcomes.map((outcome) => `\`${outcome}\``).join(", ")}.`;
}

function aboutPaths(errors: ErrorWriter): Record<string, JsonSchema> {
  function about(operationId: string, summary: string, content: JsonSchema): JsonSchema {
    const responses = {
      ...successResponse(summary, content, { replayable: false }),
      ...errors.write(COMMON_ERRORS),
    };
    return { get: { operationId, tags: ["about"], summary, responses } };
  }
  return {
    "/internal/metrics": about("metrics", "The service's metrics, as Prometheus' text", {
      "text/plain": { schema: { type: "string" } },
    }),
    "/internal/openapi.json": about("openapi", "This document", { "application/json": { schema: { type: "object" } } }),
  };
}
