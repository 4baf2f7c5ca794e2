import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { backendOperations } from "@moddy/schemas";
import type { Test } from "tap";
import type { BackendStep } from "../../src/index.ts";
import { SECRET } from "./secret.ts";
import type { TestEnvironment } from "./start-test-environment.ts";

const ENTRIES = {
  main: fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
  crashing: fileURLToPath(new URL("./crashing-backend.ts", import.meta.url)),
};

/** Of many starts the first alone has to compile. */
const NODE_COMPILE_CACHE = join(tmpdir(), "moddy-compile-cache");

/** A backend in a process of its own. */
export interface BackendProcess {
  readonly child: ChildProcess;
  readonly output: string[];
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** A backend process that serves. */
export interface ServingProcess extends BackendProcess {
  readonly client: InternalClient<typeof backendOperations>;
  readonly internalUrl: string;
  readonly publicUrl: string;
  /** Has a `crashing` one die with SIGKILL at a step. */
  killAt(step: BackendStep): Promise<void>;
}

/** Starts one of the entries; it is ended with the test. */
export function startBackendProcess(t: Test, entry: keyof typeof ENTRIES, env: Record<string, string>): BackendProcess {
  const child = spawn(process.execPath, ["--conditions=development", ENTRIES[entry]], {
    env: { NODE_COMPILE_CACHE, ...env },
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on("line", (line) => output.push(line));
  }
  const ended = once(child, "close").then(([code, signal]) => (signal ?? code) as number | string);
  t.teardown(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, output, ended };
}

function whenServing({ child, output, ended }: BackendProcess): Promise<{ internal_url: string; public_url: string }> {
  const ready = Promise.withResolvers<{ internal_url: string; public_url: string }>();
  if (child.stdout) {
    createInterface(child.stdout).on("line", (line) => {
      if (line.includes('"service_ready"')) ready.resolve(JSON.parse(line));
    });
  }
  void ended.then(() => ready.reject(new Error(`the backend ended: ${output.join("\n")}`)));
  return ready.promise;
}

/** Starts a backend process and points Stripe's webhooks at it. */
export async function serveInProcess(
  t: Test,
  entry: keyof typeof ENTRIES,
  environment: TestEnvironment,
): Promise<ServingProcess> {
  const started = startBackendProcess(t, entry, environment.env);
  const { internal_url: baseUrl, public_url: publicUrl } = await whenServing(started);
  await environment.pointWebhooks(publicUrl);
  const client = createInternalClient({ operations: backendOperations, baseUrl, secret: SECRET, caller: "cli" });
  t.teardown(() => client.close());
  return {
    ...started,
    client,
    internalUrl: baseUrl,
    publicUrl,
    async killAt(step) {
      started.child.send(step);
      await once(started.child, "message");
    },
  };
}
