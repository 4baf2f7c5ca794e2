import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import { backendEnvironment, createLogger, createShutdown, loadConfig } from "@moddy/runtime";
import { backendOperations } from "@moddy/schemas";
import type { RunningService } from "@moddy/service";
import type { Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import { watchLog } from "../../../../test/support/watch-log.ts";
import { type BackendOptions, startBackend } from "../../src/index.ts";
import { SECRET } from "./secret.ts";
import { startTestEnvironment, type TestEnvironment } from "./start-test-environment.ts";

/** The real backend in this process, with everything around it; it ends with the test. */
export interface TestBackend extends TestEnvironment {
  readonly backend: RunningService;
  readonly client: InternalClient<typeof backendOperations>;
  readonly publicUrl: string;
  readonly log: Record<string, unknown>[];
  /** Ends the backend and starts another one on the same database. */
  restart(options?: TestBackendOptions): Promise<void>;
}

/** What a test may have otherwise. */
export interface TestBackendOptions {
  readonly env?: Record<string, string>;
  readonly step?: BackendOptions["step"];
  /** How far the backend's clock alone is ahead. */
  readonly clockOffsetMs?: number;
  /** What is done before the backend starts for the first time. */
  readonly prepare?: (around: TestEnvironment) => Promise<unknown>;
  /** Whether the test begins at once, while the first import may run; otherwise when it has ended. */
  readonly duringImport?: boolean;
}

async function hasImported({ db }: TestEnvironment): Promise<boolean> {
  const row = await db.selectFrom("imports").select(["finished_at", "failure"]).executeTakeFirst();
  return row !== undefined && (row.finished_at !== null || row.failure !== null);
}

/** Starts a backend with everything around it; in the bot's place there is a stand-in. */
export async function startTestBackend(t: Test, options: TestBackendOptions = {}): Promise<TestBackend> {
  const watch = watchLog(t, [SECRET]);
  const environment = await startTestEnvironment(t);
  const { now } = environment;
  const log: Record<string, unknown>[] = [];
  const destination = {
    write(line: string) {
      watch(line);
      log.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const logger = createLogger({ service: "backend", level: "debug", destination });

  async function start({ env = {}, step, clockOffsetMs = 0 }: TestBackendOptions) {
    const config = loadConfig(backendEnvironment, { ...environment.env, ...env });
    const shutdown = createShutdown({ logger, timeoutMs: 20_000 });
    const parts = { config, logger, shutdown, version: "0.0.0" };
    const backend = await startBackend({ ...parts, now: () => now() + clockOffsetMs, ...(step && { step }) });
    const publicUrl = `http://127.0.0.1:${backend.publicPort}`;
    await environment.pointWebhooks(publicUrl);
    const baseUrl = `http://127.0.0.1:${backend.internalPort}`;
    const client = createInternalClient({ operations: backendOperations, baseUrl, secret: SECRET, caller: "cli", now });
    return { backend, client, publicUrl, stop: () => client.close().then(() => shutdown.run("the test ends")) };
  }

  await options.prepare?.(environment);
  let running = await start(options);
  t.teardown(() => running.stop());
  if (!options.duringImport) await until("the first import has ended or failed", () => hasImported(environment));
  return {
    ...environment,
    log,
    get backend() {
      return running.backend;
    },
    get client() {
      return running.client;
    },
    get publicUrl() {
      return running.publicUrl;
    },
    restart: async (changed = options) => {
      await running.stop();
      running = await start(changed);
    },
  };
}
