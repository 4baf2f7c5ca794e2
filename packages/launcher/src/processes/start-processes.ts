import { join, relative } from "node:path";
import { followActivity } from "../progress/follow-activity.ts";
import { createProgressReporter, type ProgressReporter } from "../progress/progress-reporter.ts";
import type { Report } from "../progress/report.ts";
import { type People, readPeople } from "../purchase/people.ts";
import { root } from "../root.ts";
import type { Ports } from "../start/choose-ports.ts";
import type { Databases } from "../start/open-databases.ts";
import { type Addresses, environmentFor, type ServiceName } from "../start/service-environment.ts";
import type { Settings } from "../start/settings.ts";
import { answers, waitFor } from "../wait-for.ts";
import { type Supervised, superviseService } from "./supervise-service.ts";

export interface ProcessOptions {
  settings: Settings;
  ports: Ports;
  addresses: Addresses;
  databases: Databases;
  logsFolder: string;
  report: Report;
  signal: AbortSignal;
}

export interface Processes extends AsyncDisposable {
  progress: ProgressReporter;
  /** Who is in the sandbox's Discord; undefined where Discord is the real one. */
  people: People | undefined;
  /** The promise's result. Rejects with the services' last log lines when it fails, or when a service ends first. */
  unlessFailed: <T>(promise: Promise<T>) => Promise<T>;
  /** From now on a service that ends is started again. */
  keepAlive: () => void;
}

const timeoutMs = 90_000;

/** Starts the sandbox where one is needed, then backend and bot, and waits until both are ready. */
export async function startProcesses(options: ProcessOptions): Promise<Processes> {
  const { settings, addresses, databases, logsFolder, report } = options;
  await using stack = new AsyncDisposableStack();
  const ending = new AbortController();
  stack.defer(() => ending.abort());
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const running: Supervised[] = [];
  const unlessFailed: Processes["unlessFailed"] = (promise) => {
    const explained = promise.catch((error: unknown) => {
      if (signal.aborted) throw error;
      const tails = running.map(({ describeTail }) => describeTail());
      throw new Error([error instanceof Error ? error.message : String(error), ...tails].join("\n"));
    });
    return Promise.race([explained, databases.failed, ...running.map(({ failed }) => failed)]);
  };
  const launch = (name: ServiceName, onLine: (line: string) => void): Supervised => {
    const logFile = join(logsFolder, databases.slot === 1 ? `${name}.log` : `${name}-${databases.slot}.log`);
    const env = environmentFor(name, options);
    const service = stack.use(superviseService({ name, env, logFile: relative(root, logFile), onLine }, report));
    running.push(service);
    return service;
  };
  const ready = async (what: string, url: string) => {
    await unlessFailed(waitFor(`Waited for the ${what}`, () => answers(url, signal), { timeoutMs, signal }));
  };

  let people: People | undefined;
  if (settings.sandbox.discord || settings.sandbox.stripe) {
    const { pid } = launch("sandbox", () => undefined);
    await ready("sandbox", `${addresses.sandbox}/_sandbox/health`);
    report.step("sandbox", `${addresses.sandbox} (process ${pid()})`);
    if (settings.sandbox.discord) people = await readPeople(addresses.sandbox, settings.guildId);
  }
  const progress = createProgressReporter(report, people);
  if (running.length > 0) {
    void followActivity(addresses.sandbox, progress.showActivity, ending.signal).catch(() => undefined);
  }
  const start = async (name: "backend" | "bot", internal: string, open: string) => {
    const { pid } = launch(name, (line) => progress.showLogLine(name, line));
    await ready(name, `${open}/readyz`);
    report.step(name, `internal ${internal}  public ${open}  (process ${pid()})`);
  };
  await Promise.all([
    start("backend", addresses.backendInternal, addresses.backendPublic),
    start("bot", addresses.botInternal, addresses.botPublic),
  ]);
  const owned = stack.move();
  return {
    progress,
    people,
    unlessFailed,
    keepAlive: () => running.forEach((service) => service.keepAlive()),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
