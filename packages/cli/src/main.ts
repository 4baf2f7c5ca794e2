import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadEnvFile } from "@moddy/runtime";
import { readRunning, withRunning } from "./pair/read-running.ts";
import { runCli } from "./run-cli.ts";
import { openTerminal } from "./terminal/terminal.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

// The reader of a pipe, such as head, can close it early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const env = { ...process.env };
loadEnvFile(join(process.cwd(), ".env"), env);

const running = readRunning(process.cwd());

process.exitCode = await runCli(process.argv.slice(2), {
  env: withRunning(env, running),
  running,
  terminal: openTerminal(process.stdout, process.stderr, env),
  platform: process.platform,
  folder: process.cwd(),
  workspace: existsSync(join(process.cwd(), "packages", "launcher", "bin", "launch.mjs")),
  version,
  now: Date.now,
  randomBytes,
  signal: stop.signal,
});
