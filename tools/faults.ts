import { once } from "node:events";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";
import { readOptions, USAGE, UsageError } from "../test/chaos/faults/read-options.ts";
import { runFaults } from "../test/chaos/faults/run-faults.ts";

const stop = watchStopSignals();
const stopped = once(stop.signal, "abort").then(() => stop.status() ?? 1);
// At once: connections that were broken on purpose are nothing to wait for.
process.exit(await Promise.race([faults(process.argv.slice(2)), stopped]));

async function faults(args: string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (!options) {
      console.log(USAGE);
      return 0;
    }
    return await runFaults(options);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    console.error(error);
    return 1;
  }
}
