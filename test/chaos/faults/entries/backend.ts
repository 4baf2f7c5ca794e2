import process from "node:process";
import { startBackend } from "@moddy/backend";
import { backendEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { clockOf } from "./clock-of.ts";
import { handleCommands } from "./handle-commands.ts";

// The same as the product's main.ts, with a clock and steps that the harness rules.
const { step, tell } = handleCommands();
const config = loadConfig(backendEnvironment, process.env);
const logger = createLogger({ service: "backend", level: config.LOG_LEVEL });
const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
shutdown.installSignalHandlers(process);
try {
  await startBackend({ config, logger, shutdown, version: "0.0.0", now: clockOf(process.env), step });
  tell({ kind: "ready" });
} catch (error) {
  console.error(error);
  process.exit(1);
}
