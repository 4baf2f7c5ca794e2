import { startTestPostgres } from "./postgres/start-test-postgres.ts";
import { runTool } from "./tools/run-tool.ts";
import { watchStopSignals } from "./tools/stop-signal.ts";

const stop = watchStopSignals();
process.exitCode = await test(process.argv.slice(2));

/** Runs tap with a PostgreSQL beside it: the one that DATABASE_URL names, or one of its own. */
async function test(args: string[]): Promise<number> {
  if (process.env.DATABASE_URL) return await runTool("tap", ["run", ...args], { signal: stop.signal });
  await using server = await startTestPostgres();
  if (stop.signal.aborted) return stop.status() ?? 1;
  const env = { ...process.env, DATABASE_URL: server.url };
  const status = await runTool("tap", ["run", ...args], { env, signal: stop.signal });
  return stop.status() ?? status;
}
