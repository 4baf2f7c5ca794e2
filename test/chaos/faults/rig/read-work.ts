import type { Cluster } from "./start-postgres-cluster.ts";
import type { Rig } from "./start-rig.ts";

/** What the pair has still to do. */
export interface Work {
  readonly events: number;
  readonly jobs: number;
  readonly backendDeliveries: number;
  readonly botDeliveries: number;
}

/** Jobs that come round by themselves say nothing about what is left to do. */
const JOBS = `select count(*)::int as jobs from pgboss.job where state < 'completed' and name in ('stripe-events', 'roles-resend')`;
const BACKEND = `select (select count(*)::int from stripe_events where processed_at is null) as events,
  (select count(*)::int from deliveries where state = 'pending') as deliveries`;

/** Counts what the pair has still to do, as its databases tell. */
export async function readWork(cluster: Cluster): Promise<Work> {
  const [[backend], [jobs], [bot]] = await Promise.all([
    cluster.query<{ events: number; deliveries: number }>("moddy_backend", BACKEND),
    cluster.query<{ jobs: number }>("moddy_backend", JOBS),
    cluster.query<{ deliveries: number }>(
      "moddy_bot",
      "select count(*)::int as deliveries from deliveries where state = 'pending'",
    ),
  ]);
  return {
    events: backend?.events ?? 0,
    jobs: jobs?.jobs ?? 0,
    backendDeliveries: backend?.deliveries ?? 0,
    botDeliveries: bot?.deliveries ?? 0,
  };
}

/** Whether nothing is left to do and nothing is on its way. */
export async function isQuiet({ sandbox, cluster, backend, bot }: Rig): Promise<boolean> {
  if (!backend.isReady || !bot.isReady || sandbox.stripe.webhooks.queue.size > 0) return false;
  const sessions = sandbox.discord.gateway.sessions();
  if (!sessions.some(({ transport }) => transport !== null)) return false;
  const work = await readWork(cluster);
  return Object.values(work).every((left) => left === 0);
}
