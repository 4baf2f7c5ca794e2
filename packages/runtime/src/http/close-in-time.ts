import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** Milliseconds for a request that is on its way on an open connection to arrive. */
const QUIET_MS = 500;
/** Milliseconds for all that runs. */
const WHOLE_MS = 10_000;

/**
 * Makes `app.close()` end in time: requests that run are answered, connections that bring none are cut. Node alone would
 * wait for a client that keeps a connection and says nothing.
 */
export function closeInTime(app: FastifyInstance): void {
  const requestsOf = new Map<Socket, number>();
  const timers: NodeJS.Timeout[] = [];
  let closing = false;

  app.server.on("connection", (socket: Socket) => {
    requestsOf.set(socket, 0);
    socket.once("close", () => requestsOf.delete(socket));
  });
  app.server.on("request", ({ socket }, response: ServerResponse) => {
    requestsOf.set(socket, (requestsOf.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (requestsOf.get(socket) ?? 1) - 1;
      if (!socket.destroyed) requestsOf.set(socket, left);
      // Its head left before the closing began, so it did not tell the client that the connection ends.
      if (closing && left === 0) socket.destroySoon();
    });
  });
  app.addHook("preClose", async () => {
    closing = true;
    const cutQuiet = (): void => {
      for (const [socket, count] of requestsOf) if (count === 0) socket.destroy();
    };
    timers.push(
      setTimeout(cutQuiet, QUIET_MS),
      setTimeout(() => app.server.closeAllConnections(), WHOLE_MS),
    );
  });
  app.addHook("onClose", async () => {
    for (const timer of timers) clearTimeout(timer);
  });
}
