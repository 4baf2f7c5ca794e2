import process from "node:process";
import { backendEnvironment } from "@moddy/runtime";
import { runService } from "@moddy/service";
import { startBackend } from "./app.ts";

await runService({
  service: "backend",
  environment: backendEnvironment,
  manifest: new URL("../package.json", import.meta.url),
  start: startBackend,
  process,
});
