import { backendOperations, botOperations, type Operation, type ServiceName } from "@moddy/schemas";
import { describeAsOpenApi } from "@moddy/schemas/openapi";
import { callingPage } from "./calling/calling-page.ts";
import { commandsPage } from "./commands-page.ts";
import { discordPage } from "./discord/discord-page.ts";
import { invitedPermissionsModule } from "./discord/invited-permissions-module.ts";
import { needsModule } from "./discord/needs-module.ts";
import { readDiscordNeeds } from "./discord/read-discord-needs.ts";
import { envExample } from "./environment/env-example.ts";
import { environmentPage } from "./environment/environment-page.ts";
import { errorsPage } from "./errors-page.ts";
import { livesPage } from "./lives-page.ts";
import { messagesPage } from "./messages-page.ts";
import { metricsPage } from "./metrics-page.ts";
import { operationsPage } from "./operations-page.ts";
import { outcomesPage } from "./outcomes-page.ts";

/** Both services with what they serve. */
const SERVICES: readonly (readonly [ServiceName, readonly Operation[]])[] = [
  ["bot", Object.values(botOperations)],
  ["backend", Object.values(backendOperations)],
];

/** The generated files, by their path from the workspace's top: made from the contract, the configuration, the commands and the features. */
export function referencePages(): Map<string, string> {
  const documents = SERVICES.map(([service, operations]) => [service, describeAsOpenApi(service, operations)] as const);
  const needs = readDiscordNeeds();
  return new Map([
    ...documents.map(
      ([service, document]) =>
        [`docs/reference/openapi-${service}.json`, `${JSON.stringify(document, null, 2)}\n`] as const,
    ),
    ["docs/calling-the-api.md", callingPage(SERVICES)],
    ["docs/reference/operations.md", operationsPage(SERVICES)],
    ["docs/reference/errors.md", errorsPage()],
    ["docs/reference/outcomes.md", outcomesPage()],
    ["docs/reference/messages.md", messagesPage()],
    ["docs/reference/environment.md", environmentPage()],
    ["docs/reference/lives.md", livesPage()],
    ["docs/reference/commands.md", commandsPage()],
    ["docs/reference/discord.md", discordPage(needs)],
    ["packages/cli/src/doctor/discord/discord-needs.generated.ts", needsModule(needs)],
    ["packages/sandbox/src/discord/invited-permissions.generated.ts", invitedPermissionsModule(needs)],
    ["docs/reference/metrics.md", metricsPage()],
    [".env.example", envExample()],
  ]);
}
