import type { AddressInfo, Server } from "node:net";
import type { Test } from "tap";

/** Opens a server on a free port until the test ends. */
export async function openServer(t: Test, server: Server, host: string): Promise<AddressInfo> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host, ipv6Only: true }, resolve);
  });
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return server.address() as AddressInfo;
}
