import { parseArgs } from "node:util";
import { startTestPostgres } from "../packages/launcher/src/postgres/start-test-postgres.ts";
import { root } from "../packages/launcher/src/root.ts";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";
import { changedFiles } from "./mutants/changed-files.ts";
import { chooseMutants, type MutantRun } from "./mutants/choose-mutants.ts";
import { DECISIONS, LEAST_SCORE } from "./mutants/decisions.ts";
import { runStryker, type Score } from "./mutants/run-stryker.ts";

const USAGE = `npm run mutants [-- package … --since revision]: changes the code that decides, one small thing at a time, and
counts how many changes the tests notice. Fails below ${LEAST_SCORE} % in any package. Packages: ${Object.keys(DECISIONS).join(", ")}.

  --since REV   only files that changed since a git revision`;

const stop = watchStopSignals();
const status = await mutants(process.argv.slice(2));
process.exitCode = stop.status() ?? status;

async function mutants(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { since: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const changed = values.since === undefined ? {} : { changed: changedFiles(root, values.since) };
    const runs = chooseMutants(DECISIONS, { root, packages: positionals, ...changed });
    if (runs.length === 0) {
      console.log(`No decision and no test of one changed since ${values.since}: nothing to do.`);
      return 0;
    }
    return await runAll(runs);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
}

async function runAll(runs: readonly MutantRun[]): Promise<number> {
  const needsDatabase = process.env.DATABASE_URL === undefined && runs.some(({ database }) => database);
  await using server = needsDatabase ? await startTestPostgres() : undefined;
  const scores: [string, Score][] = [];
  for (const run of runs) {
    if (stop.signal.aborted) return 1;
    console.log(`\n${run.name}: ${run.files.join(", ")}`);
    scores.push([run.name, await runStryker(run, server?.url ?? process.env.DATABASE_URL, stop.signal)]);
  }
  console.log("");
  const low = scores.filter(([name, score]) => !isEnough(name, score));
  if (low.length === 0) return 0;
  console.log(
    `\nBelow ${LEAST_SCORE} %: ${low.map(([name]) => name).join(", ")}. Each mutant that survived is a test to write.`,
  );
  return 1;
}

/** Prints a package's score. */
function isEnough(name: string, { noticed, survived }: Score): boolean {
  const all = noticed + survived.length;
  const percent = all === 0 ? 100 : (100 * noticed) / all;
  console.log(`${name.padEnd(14)}${percent.toFixed(1).padStart(6)} %  ${noticed} of ${all} changes noticed`);
  return percent >= LEAST_SCORE;
}
