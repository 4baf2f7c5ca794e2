import { until } from "../../../support/until.ts";
import type { Cluster } from "../rig/start-postgres-cluster.ts";
import type { Rig } from "../rig/start-rig.ts";

type Database = "moddy_backend" | "moddy_bot";
type Table = "stripe_events" | "deliveries";

/** What is stored and not done. */
interface Open {
  readonly database: Database;
  readonly table: Table;
  readonly ids: readonly string[];
}

const PATIENCE_MS = 180_000;
const EVERY_MS = 100;

const IS_OPEN: Readonly<Record<Table, string>> = {
  stripe_events: "processed_at is null",
  deliveries: "state = 'pending'",
};

async function readOpen(cluster: Cluster, database: Database, table: Table): Promise<Open> {
  const rows = await cluster.query<{ id: string }>(database, `select id::text from ${table} where ${IS_OPEN[table]}`);
  return { database, table, ids: rows.map(({ id }) => id) };
}

async function isDone(cluster: Cluster, { database, table, ids }: Open): Promise<boolean> {
  if (ids.length === 0) return true;
  const text = `select id from ${table} where ${IS_OPEN[table]} and id::text = any($1) limit 1`;
  return (await cluster.query(database, text, [ids])).length === 0;
}

/** What was waiting when a fault began or was lifted. */
export interface Waiting {
  /** How much it was. */
  readonly count: number;
  /**
   * Waits until all of it is done.
   * @returns how long that took from `since` (of `performance.now()`), in milliseconds; Infinity if it took too long.
   */
  done(since: number): Promise<number>;
}

/** Notes what is waiting at this moment. */
export async function readWaiting({ cluster }: Pick<Rig, "cluster">): Promise<Waiting> {
  const all = await Promise.all([
    readOpen(cluster, "moddy_backend", "stripe_events"),
    readOpen(cluster, "moddy_backend", "deliveries"),
    readOpen(cluster, "moddy_bot", "deliveries"),
  ]);
  const areDone = async (): Promise<boolean> =>
    (await Promise.all(all.map((open) => isDone(cluster, open)))).every(Boolean);
  return {
    count: all.reduce((sum, { ids }) => sum + ids.length, 0),
    done: (since) =>
      until("what waited when a fault began is done", () => areDone().catch(() => false), {
        withinMs: PATIENCE_MS,
        everyMs: EVERY_MS,
      }).then(
        () => performance.now() - since,
        () => Infinity,
      ),
  };
}
