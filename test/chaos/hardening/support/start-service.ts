import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Test } from "tap";

/** A service's own main.ts in a process of its own. */
export interface ServiceProcess {
  readonly internalUrl: string;
  readonly publicUrl: string;
  /** Every line that it wrote so far, on either stream. */
  readonly lines: readonly string[];
  /** Bytes of the heap in use, after a garbage collection. */
  readHeap(): Promise<number>;
}

const fileOf = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** Starts a service and waits until it listens; it is ended with the test. */
export async function startService(
  t: Test,
  name: "bot" | "backend",
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const preload = `--import=${new URL("./tell-heap.ts", import.meta.url).href}`;
  const child = spawn(process.execPath, ["--conditions=development", preload, fileOf(`packages/${name}/src/main.ts`)], {
    cwd: "/",
    env: { ...env, PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = once(child, "close");
  t.teardown(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const lines: string[] = [];
  const listening = Promise.withResolvers<{ internal_url: string; public_url: string }>();
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on("line", (line) => {
      lines.push(line);
      if (line.includes('"service_ready"')) listening.resolve(JSON.parse(line));
    });
  }
  void ended.then(() => listening.reject(new Error(`The ${name} ended:\n${lines.slice(-20).join("\n")}`)));
  const { internal_url: internalUrl, public_url: publicUrl } = await listening.promise;
  return {
    internalUrl,
    publicUrl,
    lines,
    async readHeap() {
      const told = once(child, "message");
      child.send("heap");
      return (await told)[0] as number;
    },
  };
}
