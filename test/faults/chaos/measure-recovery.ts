import type { Cluster } from "../rig/start-postgres-cluster.ts";
import type { Rig } from "../rig/start-rig.ts";
import { until } from "../until.ts";

/** How far the numbers of what is stored have come. */
interface Marks {
  readonly event: string;
  readonly backend: string;
  readonly bot: string;
}

const PATIENCE_MS = 180_000;

async function readMarks(cluster: Cluster): Promise<Marks> {
  const [[backend], [bot]] = await Promise.all([
    cluster.query<{ event: string; delivery: string }>(
      "moddy_backend",
      `select coalesce((select max(seq) from stripe_events), 0)::text as event,
        coalesce((select max(seq) from deliveries), 0)::text as delivery`,
    ),
    cluster.query<{ delivery: string }>("moddy_bot", "select coalesce(max(seq), 0)::text as delivery from deliveries"),
  ]);
  return { event: backend?.event ?? "0", backend: backend?.delivery ?? "0", bot: bot?.delivery ?? "0" };
}

async function isDone(cluster: Cluster, { event, backend, bot }: Marks): Promise<boolean> {
  const pending = (mark: string) => `exists (select from deliveries where state = 'pending' and seq <= ${mark})`;
  const [[atBackend], [atBot]] = await Promise.all([
    cluster.query<{ open: boolean }>(
      "moddy_backend",
      `select ${pending(backend)} or exists (select from stripe_events where processed_at is null and seq <= ${event}) as open`,
    ),
    cluster.query<{ open: boolean }>("moddy_bot", `select ${pending(bot)} as open`),
  ]);
  return atBackend?.open === false && atBot?.open === false;
}

/** What was waiting when a fault struck or was lifted. */
export interface Waiting {
  /**
   * Waits until both services are there again and all of it is done.
   * @returns how long that took from `since` (of `performance.now()`), in milliseconds.
   */
  recovered(since: number): Promise<number>;
}

/** Notes what is waiting at this moment. */
export async function noteWaiting({ cluster, backend, bot }: Rig): Promise<Waiting> {
  const marks = await readMarks(cluster);
  return {
    async recovered(since) {
      await until(
        async () => backend.isReady && bot.isReady && (await isDone(cluster, marks).catch(() => false)),
        "what waited when a fault struck is done",
        { withinMs: PATIENCE_MS, everyMs: 100 },
      );
      return performance.now() - since;
    },
  };
}
