import { join } from "node:path";
import {
  type PairProcesses,
  startPairBesideSandboxProcess,
  startReady,
} from "../../test/support/start-pair-processes.ts";
import type { Database } from "./start-database.ts";

/** The real backend and the real bot beside the sandbox, each a process of its own. */
export type Pair = PairProcesses;

/** Starts the pair with logs at the usual level, which go to files as in production; resolves when both are ready. */
export async function startPair(database: Database): Promise<Pair> {
  return await startPairBesideSandboxProcess({
    databaseUrl: (service) => database.create(`moddy_bench_${service}`),
    start: (service, env) => startReady(service, env, { logFile: join(database.folder, `${service}.log`) }),
  });
}
