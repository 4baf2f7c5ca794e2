import { cpus, loadavg, platform, totalmem } from "node:os";
import type { Database } from "../support/start-database.ts";

/** What the figures depend on, in one line. A load before the start spoils them. */
export async function machineFacts(database: Database, loadBefore: readonly number[]): Promise<string> {
  const { server_version: version, fsync } = await database.facts();
  return [
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"})`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    platform(),
    `Node ${process.versions.node}`,
    `PostgreSQL ${version.split(" ")[0]} (fsync ${fsync})`,
    `load before the start ${loadBefore[0]?.toFixed(1)}`,
  ].join(", ");
}

/** The machine's load now. */
export const readLoad = loadavg;
