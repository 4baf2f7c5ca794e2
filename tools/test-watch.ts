import { once } from "node:events";
import { startTestPostgres } from "../packages/launcher/src/postgres/start-test-postgres.ts";
import { root } from "../packages/launcher/src/root.ts";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";
import { runTool } from "./run-tool.ts";
import { watchSources } from "./watch/watch-sources.ts";

const USAGE = `npm run test:watch -- file …: runs these test files, and again after each change of a source or a test. Ends with Ctrl-C.
What starts with -- goes to tap, e.g. --grep=<words of a test's title>.`;

const stop = watchStopSignals();
process.exitCode = await watch(process.argv.slice(2));

async function watch(args: string[]): Promise<number> {
  if (!args.some((arg) => !arg.startsWith("-"))) {
    console.log(USAGE);
    return args.includes("--help") ? 0 : 2;
  }
  // One server for all runs: each test file makes databases of its own.
  await using server = process.env.DATABASE_URL ? undefined : await startTestPostgres();
  const env = { ...process.env, ...(server && { DATABASE_URL: server.url }) };
  using sources = watchSources(root);
  while (!stop.signal.aborted) {
    const changed = sources.nextChange();
    const run = new AbortController();
    // A change during the run makes its result worthless: it begins anew.
    void changed.then(() => run.abort());
    const signal = AbortSignal.any([stop.signal, run.signal]);
    const status = await runTool("tap", ["run", "--disable-coverage", ...args], { env, signal });
    if (!signal.aborted) console.log(`\n${status === 0 ? "Passed" : "Failed"}. Waiting for a change …`);
    await Promise.race([changed, stop.signal.aborted || once(stop.signal, "abort")]);
  }
  return stop.status() ?? 0;
}
