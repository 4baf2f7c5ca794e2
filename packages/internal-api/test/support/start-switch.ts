import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Test } from "tap";

/** An address that stays while what stands behind it changes, as a platform's network does at a deployment. */
export async function startSwitch(t: Test): Promise<{ url: string; switchTo(port: number): void }> {
  let target: number | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = target === undefined ? inner : connect({ host: "::1", port: target });
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        inner.destroy();
        outer.destroy();
      });
    }
    if (outer === inner) inner.destroy();
    else inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen({ host: "::1", port: 0 }, resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://[::1]:${port}`,
    switchTo(next) {
      target = next;
    },
  };
}
