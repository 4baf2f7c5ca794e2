import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { RunningCalls } from "./running-calls.ts";

/**
 * Makes `app.close()` finish what runs: connections without a request are cut at once, running calls are given `closeMs`
 * and answer with `Connection: close`, then whatever is left is cut. Node alone would wait for half a request for ever.
 */
export function closeGracefully(app: FastifyInstance, calls: RunningCalls, closeMs: number): void {
  const requests = new Map<Socket, number>();
  let closing = false;
  let force: NodeJS.Timeout | undefined;

  app.server.on("connection", (socket: Socket) => {
    requests.set(socket, 0);
    socket.once("close", () => requests.delete(socket));
  });
  app.server.on("request", (_request, response: ServerResponse) => {
    const socket = response.req.socket;
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const count = requests.get(socket);
      if (count !== undefined) requests.set(socket, count - 1);
    });
  });
  app.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
  app.addHook("preClose", async () => {
    closing = true;
    for (const [socket, count] of requests) if (count === 0) socket.destroy();
    force = setTimeout(() => app.server.closeAllConnections(), closeMs);
    await calls.finish(closeMs);
  });
  app.addHook("onClose", async () => clearTimeout(force));
}
