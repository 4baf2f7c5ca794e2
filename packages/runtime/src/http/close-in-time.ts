import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** How long a closing server waits, and what it does with the calls that it executes. */
export interface CloseOptions {
  /** How long a connection without a request may still bring one, in milliseconds. */
  readonly idleMs: number;
  /** How long running requests may take, in milliseconds. Then they are aborted. */
  readonly runningMs: number;
  /** Aborts what still runs. */
  readonly abort?: () => void;
  /** Resolves when nothing runs any more: a client that went away does not end the work for it. */
  readonly settled?: () => Promise<void>;
}

/** How long the replies of aborted requests have to leave before their connections are destroyed, in milliseconds. */
const REPLY_MS = 100;

/**
 * Makes `app.close()` finish running requests and still end in time. Their replies carry `Connection: close`. Without
 * this, Node waits for ever for a client that keeps its connection open or sends half a request.
 */
export function closeInTime(app: FastifyInstance, options: CloseOptions): void {
  const { idleMs, runningMs, abort = () => undefined, settled = () => Promise.resolve() } = options;
  const requests = countRequests(app, (socket) => {
    // The reply's head can be older than the closing, so that it does not tell the client that the connection ends.
    if (closing) socket.destroySoon();
  });
  const timers: NodeJS.Timeout[] = [];
  let closing = false;

  function destroyIdle(): void {
    for (const [socket, count] of requests) if (count === 0) socket.destroy();
  }
  function destroyAll(): void {
    abort();
    timers.push(setTimeout(() => app.server.closeAllConnections(), REPLY_MS));
  }
  app.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
  app.addHook("preClose", async () => {
    closing = true;
    timers.push(setTimeout(destroyIdle, idleMs), setTimeout(destroyAll, runningMs));
  });
  app.addHook("onClose", async () => {
    await settled();
    for (const timer of timers) clearTimeout(timer);
  });
}

/** Counts the requests that each open connection has; calls `onLast` when one has none left. */
function countRequests(app: FastifyInstance, onLast: (socket: Socket) => void): ReadonlyMap<Socket, number> {
  const counts = new Map<Socket, number>();
  app.server.on("connection", (socket: Socket) => {
    counts.set(socket, 0);
    socket.once("close", () => counts.delete(socket));
  });
  app.server.on("request", ({ socket }, response: ServerResponse) => {
    counts.set(socket, (counts.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (counts.get(socket) ?? 1) - 1;
      if (!socket.destroyed) counts.set(socket, left);
      if (left === 0) onLast(socket);
    });
  });
  return counts;
}
