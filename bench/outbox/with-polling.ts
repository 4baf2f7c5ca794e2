import { setTimeout as delay } from "node:timers/promises";
import { createInternalClient } from "@moddy/internal-api/client";
import { botOperations } from "@moddy/schemas";
import { Pool } from "pg";
import { SECRET } from "../../packages/delivery/test/support/peer.ts";
import { notify } from "../../packages/delivery/test/support/sender.ts";
import type { StartContender } from "./contender.ts";

const POLL_MS = 1_000;
const BATCH = 100;

interface Row {
  readonly id: number;
  readonly discord_id: string;
}

/** The plain way: every second the oldest of a table, each user's first one, side by side. */
export const startPolling: StartContender = async (database, peer) => {
  const url = await database.create("moddy_bench_polling");
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query(`create table outgoing (
    id bigint generated always as identity primary key, discord_id text not null, request jsonb not null, done_at timestamptz
  )`);
  await pool.query("create index on outgoing (discord_id, id) where done_at is null");
  const baseUrl = `http://127.0.0.1:${peer.port}`;
  const client = createInternalClient({ operations: botOperations, baseUrl, secret: SECRET, caller: "backend" });
  const stopping = new AbortController();

  async function send({ id, discord_id }: Row): Promise<void> {
    await client.call("notify", notify(discord_id).request, { idempotencyKey: String(id) });
    await pool.query("update outgoing set done_at = now() where id = $1", [id]);
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { rows } = await pool.query<Row>(
        `select id, discord_id from (
          select distinct on (discord_id) id, discord_id from outgoing where done_at is null order by discord_id, id
        ) first order by id limit ${BATCH}`,
      );
      await Promise.all(rows.map(send));
      await delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const polling = poll();
  return {
    async enqueue(discordIds) {
      await pool.query("insert into outgoing (discord_id, request) select unnest($1::text[]), '{}'", [discordIds]);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await polling;
      await client.close();
      await pool.end();
    },
  };
};
