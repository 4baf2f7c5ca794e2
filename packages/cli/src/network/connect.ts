import { createConnection } from "node:net";

type Failure = "refused" | "filtered" | "unreachable" | "reset" | "denied" | "failed";

/** The result of a TCP connection. */
export type ConnectResult =
  | { readonly state: "open"; readonly ms: number }
  | { readonly state: Failure; readonly code: string };

const FAILURES: Readonly<Record<string, Failure>> = {
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

/** Opens a TCP connection to one address and closes it. No answer within `timeoutMs` counts as filtered. */
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
      finish({ state: FAILURES[code] ?? "failed", code });
    });
  });
}
