import process from "node:process";
import { botEnvironment, migrateAndEnd } from "@moddy/runtime";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";

await migrateAndEnd({
  service: "bot",
  environment: botEnvironment,
  migrations,
  lockId: MIGRATION_LOCK_ID,
  process,
});
