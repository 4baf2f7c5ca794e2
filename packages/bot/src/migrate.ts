import process from "node:process";
import { botEnvironment, migrateAndExit } from "@moddy/runtime";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";

await migrateAndExit({
  service: "bot",
  environment: botEnvironment,
  migrations,
  lockId: MIGRATION_LOCK_ID,
  process,
});
