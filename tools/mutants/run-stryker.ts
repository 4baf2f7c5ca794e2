import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../packages/launcher/src/root.ts";
import { runTool } from "../run-tool.ts";
import type { MutantRun } from "./choose-mutants.ts";

/** What the tests made of the mutants. */
export interface Score {
  readonly noticed: number;
  /** Mutants that no test noticed, as `file:line`. */
  readonly survived: readonly string[];
}

/** What Stryker writes (mutation-testing-report-schema), as far as it is read here. */
interface Report {
  files: Record<string, { mutants: { status: string; location: { start: { line: number } } }[] }>;
}

const NOTICED = new Set(["Killed", "Timeout"]);
const UNNOTICED = new Set(["Survived", "NoCoverage"]);

/**
 * Runs Stryker on a copy of the tree below .stryker-tmp: the tree's own files stay as they are, however the run ends.
 * @throws {Error} when Stryker does not come to a result: a test fails without any change, say.
 */
export async function runStryker(run: MutantRun, databaseUrl: string | undefined, signal: AbortSignal): Promise<Score> {
  const folder = mkdtempSync(join(tmpdir(), "moddy-mutants-"));
  try {
    const report = join(folder, "report.json");
    const config = join(folder, "stryker.json");
    writeFileSync(config, JSON.stringify(configure(run, report)));
    // The runner starts `node`: the pinned one.
    const path = `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`;
    const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
    const status = await runTool("stryker", ["run", config], {
      // Each mutant starts Node.js for each test file: what was compiled once need not be again.
      env: { ...process.env, ...database, PATH: path, NODE_COMPILE_CACHE: join(folder, "compiled") },
      signal,
    });
    if (status !== 0) throw new Error(`Stryker ended with status ${status}.`);
    return readScore(JSON.parse(readFileSync(report, "utf8")) as Report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configure({ files, tests }: MutantRun, report: string): object {
  return {
    testRunner: "tap",
    plugins: [fileURLToPath(import.meta.resolve("@stryker-mutator/tap-runner"))],
    mutate: files,
    tap: {
      testFiles: tests,
      nodeArgs: [
        "--conditions=development",
        "--disable-warning=ExperimentalWarning",
        "-r",
        "{{hookFile}}",
        "{{testFile}}",
      ],
    },
    tempDirName: ".stryker-tmp",
    ignorePatterns: ["**/dist", "**/*.tsbuildinfo", ".tap", ".moddy"],
    // Stryker would read the tsconfig files with an interface that TypeScript 7 no longer has; it skips a missing one.
    tsconfigFile: "none",
    disableTypeChecks: false,
    coverageAnalysis: "perTest",
    reporters: ["clear-text", "json"],
    clearTextReporter: {
      allowColor: process.stdout.isTTY,
      logTests: false,
      reportTests: false,
      reportScoreTable: false,
      skipFull: true,
    },
    jsonReporter: { fileName: report },
    thresholds: { high: 100, low: 0, break: null },
  };
}

function readScore(report: Report): Score {
  const mutants = Object.entries(report.files).flatMap(([file, { mutants }]) =>
    mutants.map(({ status, location }) => ({ status, place: `${file}:${location.start.line}` })),
  );
  return {
    noticed: mutants.filter(({ status }) => NOTICED.has(status)).length,
    survived: mutants.filter(({ status }) => UNNOTICED.has(status)).map(({ place }) => place),
  };
}
