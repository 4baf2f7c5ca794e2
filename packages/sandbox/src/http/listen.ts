import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Listens and returns the URL, without a slash at its end. On a machine without IPv6, `::` becomes `0.0.0.0`. Closes the
 * app and rejects when the port is taken.
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const noIpv6 = host === "::" && error instanceof Error && "code" in error && error.code === "EAFNOSUPPORT";
    if (noIpv6) return listen(app, "0.0.0.0", port);
    await app.close();
    throw error;
  }
  return urlOf(app.server.address() as AddressInfo);
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "::" || address === "0.0.0.0") return `http://127.0.0.1:${port}`;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
