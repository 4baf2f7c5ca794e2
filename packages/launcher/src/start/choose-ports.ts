import { createServer } from "node:net";
import { describePortHolder } from "./describe-port-holder.ts";

export interface Ports {
  botInternal: number;
  botPublic: number;
  backendInternal: number;
  backendPublic: number;
  sandbox: number;
}

export interface ChosenPorts {
  ports: Ports;
  /** A sentence for each port that was taken and replaced by another one. */
  replaced: string[];
}

/** Each port's usual number, and the variable that sets it. */
export const portVariables: Record<keyof Ports, { variable: string; usual: number; what: string }> = {
  botInternal: { variable: "BOT_INTERNAL_PORT", usual: 3000, what: "the bot's internal port" },
  botPublic: { variable: "BOT_PUBLIC_PORT", usual: 8081, what: "the bot's public port" },
  backendInternal: { variable: "BACKEND_INTERNAL_PORT", usual: 8080, what: "the backend's internal port" },
  backendPublic: { variable: "BACKEND_PUBLIC_PORT", usual: 8000, what: "the backend's public port" },
  sandbox: { variable: "SANDBOX_PORT", usual: 4000, what: "the sandbox" },
};

const attempts = 200;

/**
 * Finds a free port for each. Replaces a usual number that is taken by the next free one.
 * @throws {Error} when a number that was set is taken; it says who holds it.
 */
export async function choosePorts(env: Readonly<Record<string, string>>): Promise<ChosenPorts> {
  const chosen = new Map<keyof Ports, number>();
  const replaced: string[] = [];
  for (const key of Object.keys(portVariables) as (keyof Ports)[]) {
    const { variable, usual, what } = portVariables[key];
    const given = env[variable];
    const wanted = given === undefined ? usual : readPort(variable, given);
    if (await isFree(wanted, chosen)) {
      chosen.set(key, wanted);
      continue;
    }
    const taken = `Port ${wanted} (${what}) is taken: ${await describePortHolder(wanted)}`;
    if (given !== undefined) throw new Error(`${taken} Free it, or set ${variable} to another number.`);
    const port = await findFree(wanted + 1, chosen);
    chosen.set(key, port);
    replaced.push(`${taken} ${port} is used instead; ${variable} sets another one.`);
  }
  return { ports: Object.fromEntries(chosen) as unknown as Ports, replaced };
}

function readPort(variable: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} is no port: it takes a whole number from 1 to 65535.`);
}

async function findFree(from: number, chosen: Map<keyof Ports, number>): Promise<number> {
  for (let port = from; port < from + attempts; port++) if (await isFree(port, chosen)) return port;
  throw new Error(`No free port from ${from} to ${from + attempts - 1}.`);
}

/** Free on every address: a program that listens on loopback alone would get the calls meant for us. */
async function isFree(port: number, chosen: Map<keyof Ports, number>): Promise<boolean> {
  if ([...chosen.values()].includes(port)) return false;
  for (const host of ["::", "0.0.0.0", "127.0.0.1", "::1"]) if (!(await canListen(host, port))) return false;
  return true;
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Nobody holds an address, or an address family, that this machine does not have.
    server.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "EADDRINUSE" && code !== "EACCES"));
    server.listen({ host, port, exclusive: true, ipv6Only: host === "::" }, () => server.close(() => resolve(true)));
  });
}
