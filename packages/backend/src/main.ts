import { readFile } from "node:fs/promises";
import process from "node:process";
import {
  backendEnvironment,
  ConfigError,
  createLogger,
  createShutdown,
  loadConfig,
  loadEnvFile,
  PortTakenError,
} from "@moddy/runtime";
import { startBackend } from "./app.ts";
import { loadPlans, PlansFileError } from "./entitlement/load-plans.ts";

const SHUTDOWN_MS = 20_000;

async function main(): Promise<void> {
  loadEnvFile(".env", process.env);
  const config = loadConfig(backendEnvironment, process.env);
  const rules = await loadPlans(config.PLANS_FILE, config.GRACE_DAYS);
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const logger = createLogger({ service: "backend", level: config.LOG_LEVEL });
  const shutdown = createShutdown({ logger, timeoutMs: SHUTDOWN_MS });
  shutdown.installSignalHandlers(process);
  try {
    await startBackend({ config, rules, logger, shutdown, version: manifest.version, random: Math.random });
  } catch (error) {
    await shutdown.run("The start failed").catch(() => undefined);
    throw error;
  }
}

main().catch((error: unknown) => {
  // A person has to mend these; where in the code they came up does not help.
  const explained = error instanceof ConfigError || error instanceof PortTakenError || error instanceof PlansFileError;
  console.error(explained ? error.message : error);
  process.exit(1);
});
