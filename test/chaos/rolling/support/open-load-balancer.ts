import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What stands before a service on a hosting platform: it leads new connections to the newest one. */
export interface LoadBalancer {
  readonly port: number;
  /** From now on new connections go to this port of loopback; the ones that stand stay where they are. */
  lead(port: number): void;
  close(): Promise<void>;
}

/** Opens one on a free port of loopback; it connects nobody before the first call of `lead`. */
export async function openLoadBalancer(): Promise<LoadBalancer> {
  let target = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket.setNoDelay());
    socket.once("close", () => sockets.delete(socket)).on("error", () => undefined);
  };
  // Each side learns of the other's end as it was: in order, or by a reset.
  const tie = (one: Socket, other: Socket): void => {
    one.pipe(other);
    one.once("close", (broken) => (broken ? other.resetAndDestroy() : other.destroySoon()));
  };
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port: target });
    keep(near);
    keep(far);
    tie(near, far);
    tie(far, near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    lead(port) {
      target = port;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
