import { backendOperations, botOperations, errorBody, type Operation, type ServiceName } from "@moddy/schemas";
import { describeAsOpenApi, type OpenApiDocument } from "@moddy/schemas/openapi";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import t from "tap";
import { z } from "zod";

const SERVICES: readonly (readonly [ServiceName, readonly Operation[]])[] = [
  ["bot", Object.values(botOperations)],
  ["backend", Object.values(backendOperations)],
];

async function lint(document: OpenApiDocument): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map((problem) => `${problem.ruleId}: ${problem.message}`);
}

for (const [service, operations] of SERVICES) {
  const document = describeAsOpenApi(service, operations);

  t.test(`the ${service}'s document passes a public linter`, async (t) => {
    t.strictSame(await lint(document), []);
  });

  t.test(`the ${service}'s document names every operation, its errors and an example that fits`, async (t) => {
    for (const operation of operations) {
      const path = document.paths[operation.path] as Record<string, Record<string, unknown>>;
      const described = path[operation.method.toLowerCase()];
      t.equal(described?.operationId, operation.id);
      const responses = JSON.stringify(described?.responses);
      const missing = operation.errors.filter((code) => !responses.includes(code));
      t.strictSame(missing, [], operation.id);
      for (const outcome of operation.outcomes) t.match(described?.description, `\`${outcome}\``);
    }
  });

  t.test(`the ${service}'s error examples are error bodies`, async (t) => {
    const responses = Object.values(document.components.responses as Record<string, unknown>);
    const examples = z.array(
      z.object({
        content: z.object({
          "application/json": z.object({ examples: z.record(z.string(), z.object({ value: errorBody })) }),
        }),
      }),
    );
    t.ok(examples.safeParse(responses).success);
    t.not(responses.length, 0);
  });
}

t.test("the linter finds what is wrong", async (t) => {
  const document = describeAsOpenApi("bot", [botOperations.notify]);
  const paths = { "/internal/notify": { post: { responses: {} } } };
  t.match(await lint({ ...document, paths }), [
    "operation-operationId: Operation object should contain `operationId` field.",
  ]);
});

t.test("a reply may gain fields", async (t) => {
  t.notMatch(JSON.stringify(describeAsOpenApi("bot", [botOperations.notify])), /additionalProperties":false/);
});
