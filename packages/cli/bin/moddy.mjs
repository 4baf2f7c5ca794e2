#!/usr/bin/env node
// Starts on any Node.js from 18 on: in the workspace it hands over to the pinned Node.js, in an image it runs what was built.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("..", import.meta.url));
const node = join(home, "..", "..", "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const source = join(home, "src", "main.ts");

if (existsSync(source) && existsSync(node)) process.exitCode = await runSource();
else if (existsSync(join(home, "dist", "main.js"))) await import("../dist/main.js");
else {
  console.error("moddy is not installed yet: run `npm start` once in the project's folder.");
  process.exitCode = 1;
}

async function runSource() {
  const args = ["--conditions=development", "--disable-warning=ExperimentalWarning", source, ...process.argv.slice(2)];
  const child = spawn(node, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (...how) => resolve(how));
  });
  return code ?? 128 + constants.signals[signal];
}
