import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { RunningCalls } from "./running-calls.ts";

/** Milliseconds for the answers of aborted calls to leave before their connections are cut. */
const LAST_WORDS_MS = 100;

/**
 * Makes `app.close()` finish what runs: connections without a request are cut at once, running calls are given `closeMs`
 * and answer with `Connection: close`, then they are aborted and what is left is cut. Node alone would wait for half a
 * request for ever.
 */
export function closeGracefully(app: FastifyInstance, calls: RunningCalls, closeMs: number): void {
  const requestsOf = countRequests(app);
  const timers: NodeJS.Timeout[] = [];
  let closing = false;

  function force(): void {
    calls.abort();
    timers.push(setTimeout(() => app.server.closeAllConnections(), LAST_WORDS_MS));
  }
  app.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
  app.addHook("preClose", async () => {
    closing = true;
    for (const [socket, count] of requestsOf) if (count === 0) socket.destroy();
    timers.push(setTimeout(force, closeMs));
  });
  app.addHook("onClose", async () => {
    await calls.settled();
    for (const timer of timers) clearTimeout(timer);
  });
}

/** How many requests each open connection has under way. */
function countRequests(app: FastifyInstance): ReadonlyMap<Socket, number> {
  const counts = new Map<Socket, number>();
  function add(socket: Socket, change: number): void {
    const count = counts.get(socket);
    if (count !== undefined) counts.set(socket, count + change);
  }
  app.server.on("connection", (socket: Socket) => {
    counts.set(socket, 0);
    socket.once("close", () => counts.delete(socket));
  });
  app.server.on("request", ({ socket }, response: ServerResponse) => {
    add(socket, 1);
    response.once("close", () => add(socket, -1));
  });
  return counts;
}
