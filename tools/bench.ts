import { PART_NAMES, runBench } from "../bench/run-bench.ts";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";

const USAGE = `npm run bench [-- part …]: measures, and prints a table. Parts: ${PART_NAMES.join(", ")}; all without one.`;

const stop = watchStopSignals();
const status = await bench(process.argv.slice(2));
// What was being measured when a signal came is not waited for.
process.exit(stop.status() ?? status);

async function bench(names: string[]): Promise<number> {
  if (names.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  const unknown = names.filter((name) => !PART_NAMES.some((part) => part === name));
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(", ")}.\n${USAGE}`);
    return 2;
  }
  const parts = PART_NAMES.filter((part) => names.length === 0 || names.includes(part));
  const { signal } = stop;
  try {
    const say = (line: string): void => console.error(line);
    console.log(await runBench(parts, { databaseUrl: process.env["DATABASE_URL"], say, signal }));
    return 0;
  } catch (error) {
    if (!signal.aborted) console.error(error);
    return 1;
  }
}
