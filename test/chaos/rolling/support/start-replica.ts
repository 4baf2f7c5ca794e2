import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { OUTCOMES } from "@moddy/schemas";
import { spawnNode, type Variables } from "../../../support/spawn-node.ts";

/** One process of a service. */
export interface Replica {
  readonly internalPort: number;
  readonly publicPort: number;
  /** Asks it to end, as a hosting platform does, and resolves when it has. */
  drain(): Promise<Drained>;
}

/** How a process ended: its exit status (null if it was killed), after how many ms, and what it said last. */
export interface Drained {
  readonly status: number | null;
  readonly ms: number;
  readonly said: readonly string[];
}

/** An entry of a service's log. */
export interface Entry {
  readonly event?: string;
  readonly outcome?: keyof typeof OUTCOMES;
  readonly operation?: string;
}

const PATIENCE_MS = 180_000;
/** What the hosting platform waits before it kills. */
const DRAINING_MS = 25_000;

/** Starts a process of a service and resolves when it is ready, as the platform's health check sees it. */
export async function startReplica(
  service: "bot" | "backend",
  env: Variables,
  hear: (entry: Entry) => void,
): Promise<Replica> {
  const child = spawnNode(`packages/${service}/src/main.ts`, [], { env });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      if (said.push(line) > 200) said.shift();
      if (line.startsWith("{")) hear(JSON.parse(line) as Entry);
    });
  }
  const [internalPort, publicPort] = [Number(env["INTERNAL_PORT"]), Number(env["PORT"])];
  for (const patience = performance.now() + PATIENCE_MS; ; await delay(50)) {
    const answer = await fetch(`http://127.0.0.1:${publicPort}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) break;
    if (child.exitCode === null && performance.now() < patience) continue;
    child.kill("SIGKILL");
    throw new Error(`The ${service} did not become ready:\n${said.join("\n")}`);
  }
  return {
    internalPort,
    publicPort,
    async drain() {
      const started = performance.now();
      const gone = once(child, "exit");
      if (child.exitCode !== null) throw new Error(`The ${service} ended by itself:\n${said.join("\n")}`);
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), DRAINING_MS);
      const [status] = (await gone) as [number | null];
      clearTimeout(timer);
      return { status, ms: Math.round(performance.now() - started), said };
    },
  };
}
