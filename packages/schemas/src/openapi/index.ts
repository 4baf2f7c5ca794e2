export { describeAsOpenApi, type OpenApiDocument } from "./document.ts";
export { createSchemaWriter, type JsonSchema, type SchemaWriter } from "./json-schemas.ts";
