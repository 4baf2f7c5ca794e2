import { readFile } from "node:fs/promises";
import process from "node:process";
import {
  botEnvironment,
  ConfigError,
  createLogger,
  createShutdown,
  loadConfig,
  loadEnvFile,
  PortTakenError,
} from "@moddy/runtime";
import { startBot } from "./app.ts";
import { readPlans } from "./plans/read-plans.ts";

const SHUTDOWN_MS = 20_000;

async function main(): Promise<void> {
  loadEnvFile(".env", process.env);
  const config = loadConfig(botEnvironment, process.env);
  const plans = await readPlans({ file: config.PLANS_FILE, roleId: config.MODDY_PREMIUM_ROLE_ID });
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const logger = createLogger({ service: "bot", level: config.LOG_LEVEL });
  const shutdown = createShutdown({ logger, timeoutMs: SHUTDOWN_MS });
  shutdown.installSignalHandlers(process);
  try {
    await startBot({ config, plans, logger, shutdown, version: manifest.version, now: Date.now, random: Math.random });
  } catch (error) {
    await shutdown.run("The start failed").catch(() => undefined);
    throw error;
  }
}

main().catch((error: unknown) => {
  // A person has to mend these; where in the code they came up does not help.
  const explained = error instanceof ConfigError || error instanceof PortTakenError;
  console.error(explained ? error.message : error);
  process.exit(1);
});
