import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { findPortHolder, type PortHolder } from "./find-port-holder.ts";

const HOW_TO_FIND: Partial<Record<NodeJS.Platform, (port: number) => string>> = {
  linux: (port) => `sudo ss -ltnp 'sport = :${port}'`,
  darwin: (port) => `lsof -nP -iTCP:${port} -sTCP:LISTEN`,
  win32: (port) => `Get-Process -Id (Get-NetTCPConnection -LocalPort ${port} -State Listen).OwningProcess`,
};

function describeHolder(port: number, holder: PortHolder | undefined): string {
  if (holder?.pid) return `It is held by process ${holder.pid}${holder.command ? ` (${holder.command})` : ""}.`;
  const whose = holder ? `It is held by a process of user id ${holder.userId}. ` : "";
  const command = HOW_TO_FIND[process.platform]?.(port) ?? "your system's list of listening ports";
  return `${whose}Find the holder with: ${command}`;
}

/** The port is taken. `message` names the process, if it can be found. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
  readonly code = "EADDRINUSE";
  readonly port: number;
  readonly holder: PortHolder | undefined;

  constructor(host: string, port: number, holder: PortHolder | undefined) {
    super(`Port ${port} on ${host} is taken. ${describeHolder(port, holder)}`);
    this.port = port;
    this.holder = holder;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

async function bind(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port, ipv6Only: false });
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") throw new PortTakenError(host, port, await findPortHolder(port));
    throw error;
  }
}

/**
 * Opens a server's port. `::` accepts IPv6 and IPv4; it falls back to `0.0.0.0` only without IPv6.
 * @returns the address that it listens on, also as a URL such as `http://[::]:3000`.
 * @throws {PortTakenError} naming the process that holds the port.
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<{ address: string; port: number; url: string }> {
  try {
    await bind(app, host, port);
  } catch (error) {
    const withoutIpv6 = ["EAFNOSUPPORT", "EADDRNOTAVAIL"].includes(String(codeOf(error)));
    if (host !== "::" || !withoutIpv6) throw error;
    app.log.warn({ event: "listen_fallback", port }, "This host has no IPv6: listening on 0.0.0.0");
    await bind(app, "0.0.0.0", port);
  }
  const bound = app.server.address() as AddressInfo;
  const { address, port: boundPort } = bound;
  const url = `http://${bound.family === "IPv6" ? `[${address}]` : address}:${boundPort}`;
  return { address, port: boundPort, url };
}
