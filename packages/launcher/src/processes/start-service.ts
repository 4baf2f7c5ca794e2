import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawnWithParent } from "../../bin/launch/spawn-with-parent.mjs";
import { root } from "../root.ts";
import type { ServiceName } from "../start/service-environment.ts";

export interface Service extends AsyncDisposable {
  name: ServiceName;
  pid: number;
  /** Resolves with how it ended, in words. */
  ended: Promise<string>;
  /** The last lines that it wrote. */
  tail: () => string[];
}

const kept = 40;
const stopMs = 25_000;

/** Node.js keeps compiled code here: the next start takes a third less time. */
const compileCache = join(root, "node_modules", ".cache", "node");

/** Starts a service as a process of its own; each line that it writes goes to its log file and to `onLine`. */
export function startService(options: {
  name: ServiceName;
  env: Record<string, string>;
  logFile: string;
  onLine: (line: string) => void;
}): Service {
  const { name, env, logFile, onLine } = options;
  const main = join(root, "packages", name, "src", "main.ts");
  const flags = ["--conditions=development", "--disable-warning=ExperimentalWarning", "--enable-source-maps"];
  // Out of the terminal's process group: Ctrl-C must reach the services in order, not all at once.
  const child = spawnWithParent(process.execPath, [...flags, main], {
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const log = createWriteStream(join(root, logFile), { flags: "w" });
  const last: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    if (!input) continue;
    createInterface({ input }).on("line", (line) => {
      log.write(`${line}\n`);
      last.push(line);
      if (last.length > kept) last.shift();
      onLine(line);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`did not start (${error.message})`));
    child.once("close", (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with status ${code}`));
  });
  return {
    name,
    pid: child.pid ?? 0,
    ended,
    tail: () => [...last],
    async [Symbol.asyncDispose]() {
      const kill = setTimeout(() => child.kill("SIGKILL"), stopMs);
      child.kill("SIGTERM");
      await ended;
      clearTimeout(kill);
      log.end();
      await once(log, "close");
    },
  };
}
