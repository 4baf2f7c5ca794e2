import process from "node:process";
import { backendEnvironment, migrateAndEnd } from "@moddy/runtime";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";

await migrateAndEnd({
  service: "backend",
  environment: backendEnvironment,
  migrations,
  lockId: MIGRATION_LOCK_ID,
  process,
});
