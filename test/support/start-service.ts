import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { spawnNode, stop, type Variables } from "./spawn-node.ts";

/** A service as a process of its own. */
export interface RunningService {
  readonly pid: number;
  stop(): Promise<void>;
}

function waitFor(child: ChildProcess, events: readonly string[]): Promise<void> {
  const missing = new Set(events);
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        missing.delete(/"event":"(\w+)"/.exec(line)?.[1] ?? "");
        if (missing.size === 0) resolve();
      });
    }
    child.once("exit", (code) => reject(new Error(`The service ended with ${code}:\n${said.slice(-20).join("\n")}`)));
  });
}

/** Starts a service and waits until it serves; a bot until Discord is there too, unless it is told not to. */
export async function startService(
  service: "bot" | "backend",
  env: Variables,
  options: { events?: readonly string[]; command?: readonly string[] } = {},
): Promise<RunningService> {
  const command = options.command === undefined ? {} : { command: options.command };
  const child = spawnNode(`packages/${service}/src/main.ts`, [], { env, ...command });
  const events = options.events ?? (service === "bot" ? ["service_ready", "discord_ready"] : ["service_ready"]);
  try {
    await waitFor(child, events);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { pid: child.pid ?? 0, stop: () => stop(child) };
}
