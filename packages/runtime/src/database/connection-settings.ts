import { Socket } from "node:net";
import type { ClientConfig } from "pg";

/** How long the server works on one statement, and keeps an idle transaction, in milliseconds. */
export const STATEMENT_TIMEOUT_MS = 15_000;

/**
 * The settings of every connection to PostgreSQL. A peer that vanished without a word (a half-open connection) is
 * noticed on both sides: here by a socket that stays silent longer than any statement may take, there by keepalives.
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
