import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../packages/launcher/src/root.ts";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";
import { findMachinePaths } from "./check/find-machine-paths.ts";
import { captureTool, type ToolResult } from "./run-tool.ts";

interface Check {
  readonly name: string;
  readonly run: () => Promise<ToolResult> | ToolResult;
  /** The command that fixes it, if there is one. */
  readonly fix?: string;
}

const stop = watchStopSignals();
const tool = (name: string, ...args: string[]) => captureTool(name, args, { signal: stop.signal });
const script = (file: string, ...args: string[]) => tool("node", "--conditions=development", `tools/${file}`, ...args);

/** In the order in which to fix what they find: the generated pages show the contract, and formatting comes last. */
const checks: Check[] = [
  // The tests' and tools' types are one of its projects.
  { name: "types", run: () => tool("tsc", "-b") },
  { name: "types of the Railway file", run: () => tool("tsc", "-p", ".railway") },
  { name: "lint", run: () => tool("oxlint", ".") },
  { name: "unused code and dependencies", run: () => tool("knip", "--no-progress") },
  { name: "paths of a machine", run: () => report("Name a path of a machine:", findMachinePaths(root)) },
  { name: "lockfile", run: () => report("Records where packages are fetched from:", findHosts()) },
  { name: "contract", run: () => script("contract.ts", "--check"), fix: "npm run contract" },
  { name: "generated files", run: () => script("docs.ts", "--check"), fix: "npm run docs" },
  { name: "format", run: () => tool("biome", "check", "--max-diagnostics=20", "."), fix: "npm run format" },
];

process.exitCode = await check();

/** Runs every check, whatever the ones before it said, and ends with all that is left to do. */
async function check(): Promise<number> {
  const failed: Check[] = [];
  for (const check of checks) {
    if (stop.signal.aborted) break;
    const started = Date.now();
    const { status, output } = await check.run();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${status === 0 ? "ok  " : "FAIL"}  ${check.name} (${seconds} s)`);
    if (status === 0) continue;
    console.log(plain(output).trimEnd().replace(/^/gm, "      "));
    failed.push(check);
  }
  if (stop.status() !== undefined) return stop.status() ?? 1;
  console.log(
    failed.length === 0 ? `\n${checks.length} checks passed` : `\n${failed.length} failed. What is left to do:`,
  );
  for (const { name, fix } of failed) console.log(`  ${fix ?? `fix the errors above: ${name}`}`);
  return failed.length === 0 ? 0 : 1;
}

/** Some tools colour their output wherever CI is set, terminal or not. */
function plain(output: string): string {
  return process.stdout.isTTY ? output : stripVTControlCharacters(output);
}

/** The lockfile names packages and their checksums; where they are fetched from is for each machine to say. */
function findHosts(): string[] {
  const lines = readFileSync(join(root, "pnpm-lock.yaml"), "utf8").split("\n");
  return lines.filter((line) => /https?:\/\/|tarball:/.test(line));
}

function report(title: string, found: readonly string[]): ToolResult {
  return { status: found.length === 0 ? 0 : 1, output: [title, ...found].join("\n") };
}
