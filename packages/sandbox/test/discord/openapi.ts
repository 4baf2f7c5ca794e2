import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Answer } from "./start.ts";

/** Discord's OpenAPI description, as far as the tests read it. */
export interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { responses: Record<string, Response>; schemas: Record<string, object> };
}
interface Response {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}

/** Lists the differences between a reply and the description; none if it fits. */
export type CheckAnswer = (method: string, route: string, answer: Answer) => string[];

/** Compares answers with the responses and schemas of the description. */
export function createCheck(spec: OpenApi): CheckAnswer {
  // Discord's reference documents these codes as words (BASE_TYPE_REQUIRED), and that is what it sends; the description says integer.
  spec.components.schemas["InnerErrors"] = {
    type: "object",
    required: ["_errors"],
    additionalProperties: false,
    properties: {
      _errors: {
        type: "array",
        items: {
          type: "object",
          required: ["code", "message"],
          properties: { code: { type: "string" }, message: { type: "string" } },
        },
      },
    },
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { snowflake: /^\d+$/, nonce: true } });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "discord", components: spec.components });
  const absolute = (schema: object) =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"discord#/components'));

  return (method, route, answer) => {
    const path = route.replace(/:(\w+)/g, "{$1}");
    const responses = spec.paths[path]?.[method.toLowerCase()]?.responses;
    if (responses === undefined) return [`${method} ${path} is not in the description`];
    const key = [String(answer.status), `${Math.floor(answer.status / 100)}XX`].find((each) => each in responses);
    if (key === undefined) return [`${method} ${path} has no answer ${answer.status}`];
    const named = responses[key]?.$ref?.split("/").at(-1);
    const response = named === undefined ? responses[key] : spec.components.responses[named];
    const schema = response?.content?.["application/json"]?.schema;
    if (schema === undefined) return answer.body === "" ? [] : ["a body where there is none"];
    const validate = ajv.compile(absolute(schema));
    if (validate(answer.body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}
