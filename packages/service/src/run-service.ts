import { readFile } from "node:fs/promises";
import { ConfigError, createLogger, createShutdown, loadConfig, loadEnvFile, PortTakenError } from "@moddy/runtime";
import type { ServiceName } from "@moddy/schemas";
import type { z } from "zod";
import type { ServiceOptions } from "./options.ts";

const SHUTDOWN_MS = 20_000;

/**
 * Runs a service as this process: reads the environment (and `.env`), starts the service, closes it on SIGTERM and SIGINT.
 * If the start fails it closes everything, prints why and exits with status 1.
 */
export async function runService<Config extends { LOG_LEVEL: string }>(options: {
  service: ServiceName;
  environment: z.ZodType<Config>;
  /** The service's package.json, which names its version. */
  manifest: URL;
  start: (options: Omit<ServiceOptions<Config>, "step">) => Promise<unknown>;
  process: NodeJS.Process;
}): Promise<void> {
  const { service, environment, manifest, start, process } = options;
  try {
    loadEnvFile(".env", process.env);
    const config = loadConfig(environment, process.env);
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    const logger = createLogger({ service, level: config.LOG_LEVEL });
    const shutdown = createShutdown({ logger, timeoutMs: SHUTDOWN_MS });
    shutdown.installSignalHandlers(process);
    try {
      await start({ config, logger, shutdown, version });
    } catch (error) {
      await shutdown.run("The start failed").catch(() => undefined);
      throw error;
    }
  } catch (error) {
    // The operator can fix these errors from their message; a stack trace does not help.
    const isExplained = error instanceof ConfigError || error instanceof PortTakenError;
    console.error(isExplained ? error.message : error);
    process.exit(1);
  }
}
