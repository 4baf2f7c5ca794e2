import { startTestPostgres } from "../packages/launcher/src/postgres/start-test-postgres.ts";
import { watchStopSignals } from "../packages/launcher/src/watch-stop-signals.ts";
import { runTool } from "./run-tool.ts";

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
