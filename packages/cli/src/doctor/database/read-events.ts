import type { Client } from "pg";

/** The state of Stripe's events in the backend's database. */
export interface EventsState {
  /** How many of the last 30 days could not be processed, by reason. */
  readonly setAside: Readonly<Record<string, number>>;
  readonly waiting: number;
  readonly oldestWaitingSeconds: number;
}

// Events of connected accounts and thin ones are not meant for the backend at all.
const SET_ASIDE = `select reason, count(*)::int as count from stripe_events
  where reason is not null and reason not in ('other_account', 'thin_event') and received_at > now() - interval '30 days'
  group by reason order by reason`;

const WAITING = `select count(*)::int as waiting,
    coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as "oldestWaitingSeconds"
  from stripe_events where processed_at is null`;

/** Reads the state of Stripe's events. @throws the driver's error, also when the tables are not those of this version. */
export async function readEvents(client: Client): Promise<EventsState> {
  const setAside = await client.query<{ reason: string; count: number }>(SET_ASIDE);
  const waiting = await client.query<Omit<EventsState, "setAside">>(WAITING);
  const counts = Object.fromEntries(setAside.rows.map(({ reason, count }) => [reason, count]));
  return { waiting: 0, oldestWaitingSeconds: 0, ...waiting.rows[0], setAside: counts };
}
