import process from "node:process";
import { backendEnvironment, migrateAndExit } from "@moddy/runtime";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";

await migrateAndExit({
  service: "backend",
  environment: backendEnvironment,
  migrations,
  lockId: MIGRATION_LOCK_ID,
  process,
});
