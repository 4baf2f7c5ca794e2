import { Client } from "pg";
import { type PostgresOptions, type PostgresServer, startPostgres } from "./start-postgres.ts";

export interface KeptPostgres extends AsyncDisposable {
  /** The address of its `postgres` database. */
  url: string;
  /** Whether it was somebody else's at the start. */
  joined: boolean;
  /** A connection to it that lives as long as the server; another one takes its place with the next server. */
  connection: () => Client;
  /** Rejects when the server ended and could not be started again. */
  failed: Promise<never>;
}

/**
 * Runs the embedded server, or joins the one that is there, and starts it again when it ends: the data is still there.
 * `onReturn` is told of each new one before anybody else uses it.
 */
export async function keepPostgres(
  options: PostgresOptions,
  onReturn: (connection: Client) => Promise<void>,
): Promise<KeptPostgres> {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  let stopping = false;
  let server: PostgresServer = await startPostgres(options);
  let connection = await connect(server.url);
  const joined = !server.started;
  void keep().catch(fail);

  async function keep(): Promise<void> {
    for (;;) {
      await ended(connection);
      if (stopping) return;
      await server[Symbol.asyncDispose]();
      server = await startPostgres(options);
      connection = await connect(server.url);
      await onReturn(connection);
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

/** Opens a connection whose loss is no error: `end` tells it. */
export async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function ended(connection: Client): Promise<void> {
  return new Promise((resolve) => connection.once("end", resolve));
}
