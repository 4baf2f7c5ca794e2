import { backendEnvironment, botEnvironment, ConfigError, loadConfig } from "@moddy/runtime";
import type { Ports } from "./choose-ports.ts";
import { environmentFor } from "./service-environment.ts";
import type { Settings } from "./settings.ts";

const schemas = { bot: botEnvironment, backend: backendEnvironment } as const;
/** In place of the databases, which are created later. */
const anyUrl = "postgres://localhost/any";

/** Checks the settings with the services' own schemas, before anything starts. @throws {ConfigError} naming all that is wrong. */
export function checkSettings(settings: Settings, ports: Ports): void {
  const databases = { backendUrl: anyUrl, botUrl: anyUrl };
  const faults = (["bot", "backend"] as const).flatMap((service) => {
    try {
      loadConfig<unknown>(schemas[service], environmentFor(service, { settings, ports, databases }));
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  });
  const once = faults.filter(({ variable }, at) => faults.findIndex((fault) => fault.variable === variable) === at);
  if (once.length > 0) throw new ConfigError(once);
}
