import { Client } from "pg";
import { connectionSettings } from "./connection-settings.ts";

// The heartbeat notices a dead server within 3 + 5 s. The server releases the locks of a vanished holder after 10 s at the
// earliest (keepalives and tcp_user_timeout of the connection settings), so the old holder stops before a new one begins.
// A process that hangs, or a proxy in between, still answers keepalives: whoever waits for its lock ends its connection.
const HEARTBEAT_MS = 3_000;
const SILENT_MS = 5_000;

const TRY = "select pg_try_advisory_lock(hashtextextended($1, 0)) as got";
const UNLOCK = "select pg_advisory_unlock(hashtextextended($1, 0)) as got";
// PostgreSQL shows a lock's 64 bits as two halves.
const END_SILENT = `
  select pg_terminate_backend(pid) as got
  from pg_locks join pg_stat_activity using (pid)
  where locktype = 'advisory' and granted and objsubid = 1 and usename = current_user
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)
    and state_change < clock_timestamp() - make_interval(secs => $2)`;

/** One connection that holds session locks. */
export interface LockConnection {
  tryLock(key: string): Promise<boolean>;
  unlock(key: string): Promise<void>;
  /** Ends the connection that holds the lock if it was silent for `silentMs`. */
  endSilentHolder(key: string, silentMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a connection for session locks. If it breaks, every lock is lost and `onLost` is called once. */
export async function openLockConnection(
  url: string,
  applicationName: string,
  onLost: (reason: Error) => void,
): Promise<LockConnection> {
  const client = new Client(connectionSettings(url, applicationName, SILENT_MS));
  let open = true;
  const lose = (reason: Error): void => {
    if (!open) return;
    open = false;
    clearInterval(heartbeat);
    client.end().catch(() => undefined);
    onLost(reason);
  };
  client.on("error", lose);
  client.on("end", () => lose(new Error("The connection to PostgreSQL ended")));
  // One query at a time: the driver does not queue them.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(query: () => Promise<T>): Promise<T> => {
    const result = last.then(query);
    last = result.catch(() => undefined);
    return result;
  };
  const heartbeat = setInterval(() => {
    inTurn(() => client.query("select 1")).catch(lose);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  try {
    await client.connect();
  } catch (error) {
    open = false;
    clearInterval(heartbeat);
    client.end().catch(() => undefined);
    throw error;
  }

  const ask = async (statement: string, ...values: (string | number)[]): Promise<boolean> => {
    try {
      const { rows } = await inTurn(() => client.query<{ got: boolean }>(statement, values));
      return rows[0]?.got === true;
    } catch (error) {
      lose(error instanceof Error ? error : new Error("A lock's query failed", { cause: error }));
      throw error;
    }
  };
  return {
    tryLock: (key) => ask(TRY, key),
    unlock: async (key) => {
      await ask(UNLOCK, key);
    },
    endSilentHolder: async (key, silentMs) => {
      await ask(END_SILENT, key, silentMs / 1000);
    },
    close: async () => {
      open = false;
      clearInterval(heartbeat);
      await client.end();
    },
  };
}
