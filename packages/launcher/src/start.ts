import { createReport } from "./progress/report.ts";
import { readOptions, usage } from "./start/read-options.ts";
import { runPair } from "./start/run-pair.ts";
import { watchStopSignals } from "./watch-stop-signals.ts";

process.exitCode = await start();

async function start(): Promise<number> {
  const stop = watchStopSignals();
  const report = createReport(process.stdout, performance.timeOrigin);
  try {
    const options = readOptions(process.argv.slice(2));
    if (!options) {
      report.say(usage);
      return 0;
    }
    report.say(await runPair({ ...options, report, signal: stop.signal, variables: process.env }));
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      report.say("Stopped.");
      return stop.status() ?? 1;
    }
    report.say(`\nfailed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
