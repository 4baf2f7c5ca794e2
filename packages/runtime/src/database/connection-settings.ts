import { Socket } from "node:net";
import type { ClientConfig } from "pg";

/** The longest statement and the longest idle transaction, in milliseconds. */
export const STATEMENT_TIMEOUT_MS = 15_000;

/**
 * The settings of every connection to PostgreSQL. Both sides notice a half-open connection: this one by a socket that is
 * silent for longer than any statement may take, the server by TCP keepalives.
 * @param silentMs after how many milliseconds without a byte the connection counts as dead.
 */
export function connectionSettings(url: string, applicationName: string, silentMs: number) {
  return {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options:
      "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000",
    stream: () => {
      const socket = new Socket();
      socket.setTimeout(silentMs, () => socket.destroy(new Error(`PostgreSQL was silent for ${silentMs} ms`)));
      return socket;
    },
  } satisfies ClientConfig;
}
