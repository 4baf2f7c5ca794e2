import process from "node:process";
import { botEnvironment } from "@moddy/runtime";
import { runService } from "@moddy/service";
import { startBot } from "./app.ts";

await runService({
  service: "bot",
  environment: botEnvironment,
  manifest: new URL("../package.json", import.meta.url),
  start: startBot,
  process,
});
