import type { Sandbox } from "@moddy/sandbox";
import type { Cluster } from "../rig/start-postgres-cluster.ts";
import type { Person } from "../workload/customer.ts";
import type { Finding } from "./check-messages.ts";

/** What is promised to be acted upon, and so to be asked for where Stripe never sent it. */
const ACTED_UPON: readonly string[] = [
  "checkout.session.completed",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "invoice.paid",
  "invoice.payment_failed",
  "charge.refunded",
  "charge.dispute.created",
  "charge.dispute.closed",
  "customer.deleted",
];

/** Whether the backend has processed every event that Stripe sent, and of the others those that it acts upon. */
async function checkStripeEvents({ stripe }: Sandbox, cluster: Cluster): Promise<Finding[]> {
  const rows = await cluster.query<{ id: string }>(
    "moddy_backend",
    "select id from stripe_events where processed_at is not null",
  );
  const processed = new Set(rows.map(({ id }) => id));
  const sent = new Set(stripe.webhooks.attempts.map(({ event }) => event));
  const wanted = stripe.events.table.all().filter(({ id, type }) => sent.has(id) || ACTED_UPON.includes(type));
  return wanted
    .filter(({ id }) => !processed.has(id))
    .map(({ id, type }) => ({ kind: "lost", discordId: "", what: `Stripe's event ${id} (${type})` }));
}

/** Whether the backend heard of every join and leave, each once. */
async function checkDiscordEvents(cluster: Cluster, people: readonly Person[]): Promise<Finding[]> {
  const rows = await cluster.query<{ discord_id: string; event_type: string; count: number }>(
    "moddy_backend",
    "select discord_id, event_type, count(*)::int as count from discord_events group by 1, 2",
  );
  const heard = new Map(rows.map((row) => [`${row.discord_id} ${row.event_type}`, row.count]));
  return people.flatMap(({ discordId, joins, leaves }) =>
    Object.entries({ member_joined: joins, member_left: leaves }).flatMap(([type, real]): Finding[] => {
      const known = heard.get(`${discordId} ${type}`) ?? 0;
      if (known === real) return [];
      return [
        { kind: known < real ? "lost" : "doubled", discordId, what: `${type}: ${real} at Discord, ${known} here` },
      ];
    }),
  );
}

/** What is left undone: work that no one will do any more, or that never ends. */
async function checkDeliveries(cluster: Cluster): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const database of ["moddy_backend", "moddy_bot"]) {
    const rows = await cluster.query<{ discord_id: string; operation: string; state: string; outcome: string | null }>(
      database,
      `select discord_id, operation, state, outcome from deliveries
       where state not in ('succeeded', 'superseded')
         and not (state = 'dead' and outcome in ('dm_closed', 'no_mutual_guild', 'not_member'))`,
    );
    for (const { discord_id: discordId, ...row } of rows) {
      findings.push({
        kind: "lost",
        discordId,
        what: `${database}: ${row.operation} is ${row.state} (${row.outcome})`,
      });
    }
  }
  return findings;
}

/** Everything that had to arrive somewhere and did not, or did twice. */
export async function checkEvents(sandbox: Sandbox, cluster: Cluster, people: readonly Person[]): Promise<Finding[]> {
  const checked = await Promise.all([
    checkStripeEvents(sandbox, cluster),
    checkDiscordEvents(cluster, people),
    checkDeliveries(cluster),
  ]);
  return checked.flat();
}
