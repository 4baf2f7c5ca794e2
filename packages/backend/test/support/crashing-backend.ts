import process from "node:process";
import { backendEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { startBackend } from "../../src/index.ts";

/** The backend as a process that kills itself at the step that it was told. */
let end: unknown;
process.on("message", (step) => {
  end = step;
  process.send?.("understood");
});
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));

const logger = createLogger({ service: "backend", level: "info" });
await startBackend({
  config: loadConfig(backendEnvironment, process.env),
  logger,
  shutdown: createShutdown({ logger, timeoutMs: 20_000 }),
  version: "0.0.0",
  step: (name) => {
    if (name === end) process.kill(process.pid, "SIGKILL");
  },
});
