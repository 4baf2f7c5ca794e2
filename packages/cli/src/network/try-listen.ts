import { createServer } from "node:net";

/** Whether a port can be opened on every address of a family. */
export type ListenResult = "free" | "in use" | "not permitted" | "no such family";

const RESULTS: Readonly<Record<string, ListenResult>> = {
  EADDRINUSE: "in use",
  EACCES: "not permitted",
  EAFNOSUPPORT: "no such family",
  EADDRNOTAVAIL: "no such family",
};

/** Opens the port on every address of one family, closes it again and returns the result. */
export async function tryListen(family: 4 | 6, port: number): Promise<ListenResult> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: family === 6 ? "::" : "0.0.0.0", port, ipv6Only: true, exclusive: true }, resolve);
    });
    return "free";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return RESULTS[code] ?? "in use";
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
