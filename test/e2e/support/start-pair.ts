import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Test } from "tap";
import { type Service, startService } from "../../../packages/launcher/src/processes/start-service.ts";
import { type People, readPeople } from "../../../packages/launcher/src/purchase/people.ts";
import { root } from "../../../packages/launcher/src/root.ts";
import { choosePorts } from "../../../packages/launcher/src/start/choose-ports.ts";
import {
  type Addresses,
  addressesOf,
  environmentFor,
  type ServiceName,
} from "../../../packages/launcher/src/start/service-environment.ts";
import { readSettings, type Settings } from "../../../packages/launcher/src/start/settings.ts";
import { answers, waitFor } from "../../../packages/launcher/src/wait-for.ts";
import { createTestDatabase } from "../../support/database.ts";
import { freePortVariables, plainEnvironment } from "../launcher/support/run-launcher.ts";

export interface Pair {
  addresses: Addresses;
  settings: Settings;
  people: People;
  start: (name: "backend" | "bot") => Promise<void>;
  /** Kills a service as `kill -9` does; resolves when it is gone. */
  kill: (name: "backend" | "bot") => Promise<void>;
  waitFor: <T>(what: string, ask: () => Promise<T | undefined>) => Promise<T>;
}

/** The sandbox and the pair as processes on real ports, by the code of `npm start`, with databases of the test. */
export async function startPair(t: Pick<Test, "teardown">): Promise<Pair> {
  const stack = new AsyncDisposableStack();
  t.teardown(() => stack.disposeAsync());
  const stop = new AbortController();
  stack.defer(() => stop.abort());
  const logs = mkdtempSync(join(tmpdir(), "moddy-pair-"));
  stack.defer(() => rmSync(logs, { recursive: true, force: true }));
  const [backend, bot] = [await createTestDatabase(), await createTestDatabase()];
  stack.defer(async () => void (await Promise.all([backend.drop(), bot.drop()])));

  const settings = readSettings(plainEnvironment());
  const { ports } = await choosePorts(await freePortVariables());
  const addresses = addressesOf(ports, "[::1]");
  const running = new Map<ServiceName, Service>();
  const databases = { backendUrl: backend.url, botUrl: bot.url };
  const patiently: Pair["waitFor"] = (what, ask) => waitFor(what, ask, { timeoutMs: 40_000, signal: stop.signal });
  const start = async (name: ServiceName, url: string) => {
    const env = environmentFor(name, { settings, ports, databases });
    const logFile = relative(root, join(logs, `${name}.log`));
    const service = startService({ name, env, logFile, onLine: () => undefined });
    running.set(name, service);
    const dead = service.ended.then((how) => Promise.reject(new Error(`${name} ${how}\n${service.tail().join("\n")}`)));
    await Promise.race([dead, patiently(`Waited for the ${name}`, () => answers(url, stop.signal))]);
    dead.catch(() => undefined);
  };
  const ready = { backend: `${addresses.backendPublic}/readyz`, bot: `${addresses.botPublic}/readyz` };
  stack.defer(async () => {
    await Promise.all([...running.values()].map((service) => service[Symbol.asyncDispose]()));
  });
  await start("sandbox", `${addresses.sandbox}/_sandbox/health`);
  await Promise.all([start("backend", ready.backend), start("bot", ready.bot)]);
  return {
    addresses,
    settings,
    people: await readPeople(addresses.sandbox, settings.guildId),
    start: (name) => start(name, ready[name]),
    async kill(name) {
      const service = running.get(name);
      if (!service) throw new Error(`The ${name} does not run.`);
      process.kill(service.pid, "SIGKILL");
      await service.ended;
    },
    waitFor: patiently,
  };
}
