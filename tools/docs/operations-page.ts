import { CONTRACT_VERSION, ERRORS, type Operation, type ServiceName } from "@moddy/schemas";
import { createSchemaWriter } from "@moddy/schemas/openapi";
import { fieldsTable } from "./fields-table.ts";
import { code, jsonBlock, page, table } from "./markdown.ts";

const TITLES = { bot: "The bot serves", backend: "The backend serves" } as const satisfies Record<ServiceName, string>;

/** The page on operations. */
export function operationsPage(services: readonly (readonly [ServiceName, readonly Operation[]])[]): string {
  const parts = services.flatMap(([service, operations]) => [
    `## ${TITLES[service]}`,
    overview(operations),
    ...operations.map(section),
  ]);
  return page(
    "Operations",
    `The contract between the services, version ${CONTRACT_VERSION}. Every call needs ` +
      "`Authorization: Bearer <INTERNAL_API_SECRET>`; a POST takes an `Idempotency-Key`, and runs " +
      "once for each key. A reply may gain fields. As OpenAPI 3.1: [bot](openapi-bot.json), [backend](openapi-backend.json); each " +
      "service serves its own at `GET /internal/openapi.json`. [Errors](errors.md), [outcomes](outcomes.md).",
    ...parts,
  );
}

/** The anchor that GitHub makes of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

function headingOf({ service, method, path }: Operation): string {
  return `${service}: ${method} ${path}`;
}

function overview(operations: readonly Operation[]): string {
  const rows = operations.map((operation) => [
    `[${code(`${operation.method} ${operation.path}`)}](#${anchorOf(headingOf(operation))})`,
    operation.summary,
  ]);
  return table(["operation", "what it does"], rows);
}

function section(operation: Operation): string {
  const { method, summary, description, request, reply, outcomes, errors, deadlineMs, examples } = operation;
  const writer = createSchemaWriter();
  const sent = method === "POST" ? fieldsTable(writer.write(request, "input"), writer.components) : "Nothing.";
  const got = fieldsTable(writer.write(reply, "output"), writer.components);
  const named = outcomes.map((name) => `[${code(name)}](outcomes.md)`).join(", ");
  const refused = errors
    .toSorted((a, b) => ERRORS[a].status - ERRORS[b].status)
    .map((name) => `${ERRORS[name].status} ${code(name)}`)
    .join(", ");
  return [
    `### ${headingOf(operation)}`,
    `${summary}. ${description}`,
    "**Request**",
    sent,
    ...(method === "POST" ? [jsonBlock(examples.request)] : []),
    "**Reply**",
    got,
    jsonBlock(examples.reply),
    ...(named === "" ? [] : [`Outcomes: ${named}.`]),
    `Errors: ${refused}. Our client waits ${deadlineMs / 1000} s.`,
  ].join("\n\n");
}
