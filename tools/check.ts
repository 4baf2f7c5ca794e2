import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../packages/launcher/src/root.ts";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";
import { captureTool, type ToolResult } from "./run-tool.ts";

interface Check {
  name: string;
  run: () => Promise<ToolResult> | ToolResult;
}

const stop = watchStopSignals();
const tool = (name: string, ...args: string[]) => captureTool(name, args, { signal: stop.signal });

const checks: Check[] = [
  { name: "types", run: () => tool("tsc", "-b") },
  { name: "types of tests and tools", run: () => tool("tsc", "-p", "tsconfig.test.json", "--noEmit") },
  { name: "types of the Railway file", run: () => tool("tsc", "-p", ".railway") },
  { name: "lint", run: () => tool("oxlint", ".") },
  { name: "format", run: () => tool("biome", "check", "--max-diagnostics=20", ".") },
  { name: "generated files", run: checkGenerated },
  { name: "contract", run: () => tool("node", "--conditions=development", "tools/contract.ts", "--check") },
  { name: "lockfile", run: checkLockfile },
];

process.exitCode = await check();

/** Runs every check, whatever the ones before it said. */
async function check(): Promise<number> {
  const failed: string[] = [];
  for (const { name, run } of checks) {
    if (stop.signal.aborted) break;
    const started = Date.now();
    const { status, output } = await run();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${status === 0 ? "ok  " : "FAIL"}  ${name} (${seconds} s)`);
    if (status !== 0) {
      console.log(plain(output).trimEnd().replace(/^/gm, "      "));
      failed.push(name);
    }
  }
  const passed = checks.length - failed.length;
  console.log(failed.length === 0 ? `\n${passed} checks passed` : `\n${failed.length} failed: ${failed.join(", ")}`);
  return stop.status() ?? (failed.length === 0 ? 0 : 1);
}

/** Some tools colour their output wherever CI is set, terminal or not. */
function plain(output: string): string {
  return process.stdout.isTTY ? output : stripVTControlCharacters(output);
}

async function checkGenerated(): Promise<ToolResult> {
  const script = join(root, "tools", "docs.ts");
  if (!existsSync(script)) return { status: 0, output: "" };
  return await tool("node", "--conditions=development", script, "--check");
}

/** The lockfile names packages and their checksums; where they are fetched from is for each machine to say. */
function checkLockfile(): ToolResult {
  const lines = readFileSync(join(root, "pnpm-lock.yaml"), "utf8").split("\n");
  const found = lines.filter((line) => /https?:\/\/|tarball:/.test(line));
  return {
    status: found.length === 0 ? 0 : 1,
    output: ["Records where packages are fetched from:", ...found].join("\n"),
  };
}
