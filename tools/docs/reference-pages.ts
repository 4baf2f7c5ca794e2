import { DISCORD_NEEDS } from "@moddy/cli";
import { backendOperations, botOperations, type Operation, type ServiceName } from "@moddy/schemas";
import { describeAsOpenApi } from "@moddy/schemas/openapi";
import { callingPage } from "./calling/calling-page.ts";
import { commandsPage } from "./commands-page.ts";
import { discordPage } from "./discord-page.ts";
import { envExample } from "./environment/env-example.ts";
import { environmentPage } from "./environment/environment-page.ts";
import { errorsPage } from "./errors-page.ts";
import { metricsPage } from "./metrics-page.ts";
import { operationsPage } from "./operations-page.ts";
import { outcomesPage } from "./outcomes-page.ts";

/** Both services with what they serve. */
const SERVICES: readonly (readonly [ServiceName, readonly Operation[]])[] = [
  ["bot", Object.values(botOperations)],
  ["backend", Object.values(backendOperations)],
];

/** The files that are generated from the contract, the services' configuration and the commands: path from the workspace's top, and content. */
export function referencePages(): Map<string, string> {
  const documents = SERVICES.map(([service, operations]) => [service, describeAsOpenApi(service, operations)] as const);
  return new Map([
    ...documents.map(
      ([service, document]) =>
        [`docs/reference/openapi-${service}.json`, `${JSON.stringify(document, null, 2)}\n`] as const,
    ),
    ["docs/calling-the-api.md", callingPage(SERVICES)],
    ["docs/reference/operations.md", operationsPage(SERVICES)],
    ["docs/reference/errors.md", errorsPage()],
    ["docs/reference/outcomes.md", outcomesPage()],
    ["docs/reference/environment.md", environmentPage()],
    ["docs/reference/commands.md", commandsPage()],
    ["docs/reference/discord.md", discordPage(DISCORD_NEEDS)],
    ["docs/reference/metrics.md", metricsPage()],
    [".env.example", envExample()],
  ]);
}
