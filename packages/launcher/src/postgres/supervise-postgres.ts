import { Client } from "pg";
import { type PostgresOptions, type PostgresServer, startPostgres } from "./start-postgres.ts";

export interface SupervisedPostgres extends AsyncDisposable {
  /** The address of its `postgres` database. */
  url: string;
  /** Another process had started it. */
  joined: boolean;
  /** The current connection to it; a restarted server has a new one. */
  connection: () => Client;
  /** Rejects when the server ended and could not be started again. */
  failed: Promise<never>;
}

/**
 * Runs the embedded server, or joins a running one, and restarts it when it ends: its data is still there. `onRestart` gets
 * a connection to each restarted server before anything else uses it.
 */
export async function supervisePostgres(
  options: PostgresOptions,
  onRestart: (connection: Client) => Promise<void>,
): Promise<SupervisedPostgres> {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  let stopping = false;
  let server: PostgresServer = await startPostgres(options);
  let connection = await connect(server.url);
  const joined = !server.started;
  void restart().catch(fail);

  async function restart(): Promise<void> {
    for (;;) {
      await ended(connection);
      if (stopping) return;
      await server[Symbol.asyncDispose]();
      server = await startPostgres(options);
      connection = await connect(server.url);
      await onRestart(connection);
    }
  }

  return {
    url: server.url,
    joined,
    connection: () => connection,
    failed,
    async [Symbol.asyncDispose]() {
      stopping = true;
      await connection.end().catch(() => undefined);
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Opens a connection whose loss emits `end` and no error. */
export async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function ended(connection: Client): Promise<void> {
  return new Promise((resolve) => connection.once("end", resolve));
}
