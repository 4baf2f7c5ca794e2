import { once } from "node:events";
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from "node:net";

/** A way to a database through which bytes pass, until it falls silent and keeps every connection open. */
export interface SilentProxy {
  /** The database's address by this way. */
  readonly url: string;
  fallSilent(): void;
  close(): Promise<void>;
}

/** Where the server of an address listens: a port, or a unix socket below the folder that `host` names. */
function targetOf(url: URL): NetConnectOpts {
  const folder = url.searchParams.get("host");
  const port = Number(url.port || 5432);
  return folder === null ? { host: url.hostname, port } : { path: `${folder}/.s.PGSQL.${port}` };
}

/** Starts a way to the database of an address. */
export async function startSilentProxy(databaseUrl: string): Promise<SilentProxy> {
  const url = new URL(databaseUrl);
  const target = targetOf(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url.searchParams.delete("host");
  return {
    url: url.href,
    fallSilent() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.removeAllListeners("end");
        socket.pause();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
