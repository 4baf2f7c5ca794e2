import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/** Below what systems hand out by themselves, so that no other program's connection takes a port that was found free. */
const RANGE = { from: 12_000, until: 32_000 } as const;

function holdPort(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(undefined) : reject(error),
    );
    server.listen(port, "::", () => resolve(server));
  });
}

/** Ports that nobody listens on, on either family. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = randomInt(RANGE.from, RANGE.until);
    const server = held.has(port) ? undefined : await holdPort(port);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  return [...held.keys()];
}
