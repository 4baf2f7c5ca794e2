import process from "node:process";
import { loadPlans, startBackend } from "@moddy/backend";
import { backendEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { clockOf } from "./clock-of.ts";
import { handleCommands } from "./handle-commands.ts";

// The same as the product's main.ts, with a clock and steps that the harness rules.
const { step, tell } = handleCommands();
const config = loadConfig(backendEnvironment, process.env);
const rules = await loadPlans(config.PLANS_FILE, config.GRACE_DAYS);
const logger = createLogger({ service: "backend", level: config.LOG_LEVEL });
const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
shutdown.installSignalHandlers(process);
try {
  const parts = { config, rules, logger, shutdown, version: "0.0.0", random: Math.random };
  await startBackend({ ...parts, now: clockOf(process.env), step });
  tell({ kind: "ready" });
} catch (error) {
  console.error(error);
  process.exit(1);
}
