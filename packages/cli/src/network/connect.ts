import { createConnection } from "node:net";

/** What a TCP connection came to. */
export type ConnectResult =
  | { readonly state: "open"; readonly ms: number }
  | { readonly state: "refused" | "filtered" | "unreachable" | "reset" | "denied" | "failed"; readonly code: string };

const MEANING: Readonly<Record<string, "refused" | "filtered" | "unreachable" | "reset" | "denied">> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "filtered",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EAFNOSUPPORT: "unreachable",
  ECONNRESET: "reset",
  EACCES: "denied",
  EPERM: "denied",
};

/** Opens and closes a TCP connection to one address; no answer within `timeoutMs` counts as filtered. */
export function connect(address: string, port: number, timeoutMs: number): Promise<ConnectResult> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port });
    const finish = (result: ConnectResult) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish({ state: "filtered", code: "ETIMEDOUT" }), timeoutMs);
    socket.once("connect", () => finish({ state: "open", ms: performance.now() - started }));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      const code = error.code ?? "UNKNOWN";
      finish({ state: MEANING[code] ?? "failed", code });
    });
  });
}
