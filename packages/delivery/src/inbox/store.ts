import type { StoredReply } from "@moddy/internal-api/server";
import { type QueryExecutorProvider, sql } from "kysely";
import type { DatabaseTime } from "../database-time.ts";

/** The record of a key. */
export interface InboxEntry {
  readonly operation: string;
  readonly body_hash: string;
  readonly status: number | null;
  readonly body: unknown;
  /** Whether this call is the first with the key. */
  readonly is_new: boolean;
}

/** Stores the intent to execute a call, or reads the record that its key already has. */
export async function takeKey(
  db: QueryExecutorProvider,
  call: { readonly key: string; readonly operation: string; readonly bodyHash: string },
  time: DatabaseTime,
): Promise<InboxEntry> {
  const { rows } = await sql<InboxEntry>`
    with added as (
      insert into inbox (key, operation, body_hash, started_at)
      values (${call.key}, ${call.operation}, ${call.bodyHash}, ${time()})
      on conflict (key) do nothing
      returning operation, body_hash, status, body
    )
    select *, true as is_new from added
    union all
    select operation, body_hash, status, body, false from inbox where key = ${call.key}`.execute(db);
  const entry = rows[0];
  if (!entry) throw new Error("The inbox entry is gone: the purge deleted it");
  return entry;
}

/** Stores the reply of a key. */
export async function storeReply(
  db: QueryExecutorProvider,
  key: string,
  reply: StoredReply,
  time: DatabaseTime,
): Promise<void> {
  await sql`
    update inbox set status = ${reply.status}, body = ${JSON.stringify(reply.body)}::jsonb, finished_at = ${time()}
    where key = ${key} and finished_at is null`.execute(db);
}

/** Deletes what is older than `days`. @returns how many entries. */
export async function deleteOldEntries(db: QueryExecutorProvider, days: number, time: DatabaseTime): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from inbox where started_at < ${time()} - ${days} * interval '1 day'`.execute(db);
  return Number(numAffectedRows ?? 0);
}
