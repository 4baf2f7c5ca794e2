import { createServer } from "node:net";

/** Whether a port could be opened on every address of a family. */
export type Bindable = "free" | "taken" | "not permitted" | "no such family";

const MEANING: Readonly<Record<string, Bindable>> = {
  EADDRINUSE: "taken",
  EACCES: "not permitted",
  EAFNOSUPPORT: "no such family",
  EADDRNOTAVAIL: "no such family",
};

/** Opens the port for a moment on every address of one family and says what came of it. */
export async function tryListen(family: 4 | 6, port: number): Promise<Bindable> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: family === 6 ? "::" : "0.0.0.0", port, ipv6Only: true, exclusive: true }, resolve);
    });
    return "free";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return MEANING[code] ?? "taken";
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
