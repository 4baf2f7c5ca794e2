export { type BackendEnvironment, backendEnvironment } from "./config/backend-environment.ts";
export { type BotEnvironment, botEnvironment } from "./config/bot-environment.ts";
export { checkSecret } from "./config/check-secret.ts";
export { type ExplainedVariable, explainVariables, VARIABLE_SECTIONS } from "./config/explain.ts";
export { ConfigError, type ConfigFault, loadConfig } from "./config/load-config.ts";
export { loadEnvFile } from "./config/load-env-file.ts";
export * from "./config/variables.ts";
export { createLogger } from "./create-logger.ts";
export { createSerialQueue, type SerialQueue } from "./create-serial-queue.ts";
export { createShutdown, type Shutdown } from "./create-shutdown.ts";
export { connectionSettings } from "./database/connection-settings.ts";
export {
  type AdvisoryLocks,
  createAdvisoryLocks,
  type HeldLock,
  LockBusyError,
} from "./database/create-advisory-locks.ts";
export { ensureDatabase } from "./database/ensure-database.ts";
export { type MigrateAndExitOptions, migrateAndExit } from "./database/migrate-and-exit.ts";
export { migrateDatabase } from "./database/migrate-database.ts";
export { type Database, openDatabase } from "./database/open-database.ts";
export { type CloseOptions, closeInTime } from "./http/close-in-time.ts";
export { createPublicServer, type Readiness } from "./http/create-public-server.ts";
export { findPortHolder, type PortHolder } from "./http/find-port-holder.ts";
export { listen, PortTakenError } from "./http/listen.ts";
export { unlessAborted } from "./unless-aborted.ts";
