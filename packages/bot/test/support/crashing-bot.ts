import process from "node:process";
import { startBot } from "@moddy/bot";
import { botEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";

/** The bot as a process that kills itself at the step that CRASH_AT names. */
const { CRASH_AT: crashAt, ...env } = process.env;
const config = loadConfig(botEnvironment, env);
const logger = createLogger({ service: "bot", level: "info" });
const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
await startBot({
  config,
  logger,
  shutdown,
  version: "1.2.3",
  step: (name) => {
    if (name === crashAt) process.kill(process.pid, "SIGKILL");
  },
});
