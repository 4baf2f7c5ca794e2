import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { spawnWithParent } from "../../bin/launch/spawn-with-parent.mjs";
import { socketUrl } from "./connection-url.ts";
import type { Binaries } from "./find-binaries.ts";
import { findLiveServer } from "./find-live-server.ts";
import { initCluster, serverEnvironment } from "./init-cluster.ts";
import type { ServerUser } from "./server-user.ts";

export interface PostgresOptions {
  folder: string;
  binaries: Binaries;
  user: ServerUser | undefined;
  settings: Record<string, string>;
  /** The file that the server's log is added to. */
  logFile: string;
  /** Start the server through the supervisor process even where `setpriv` works. */
  useSupervisor?: boolean;
}

export interface PostgresServer extends AsyncDisposable {
  /** The address of its `postgres` database. */
  url: string;
  /** False: a server of another process already ran on the folder; it keeps running when this is disposed. */
  started: boolean;
  /** Resolves when a server that was started here has ended, for whatever reason. */
  ended: Promise<void>;
}

const shutdown = { fastMs: 15_000 };

/** Another process started a server on the folder first, or the parts of a killed server are still ending. */
const busy = {
  message: /lock file .* (already exists|is empty)|pre-existing shared memory/,
  timeoutMs: 15_000,
  pauseMs: 100,
};

/** Starts PostgreSQL on a unix socket in its data folder, or joins the server that is already there. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const url = socketUrl(options.folder, "postgres");
  for (const deadline = Date.now() + busy.timeoutMs; ; await wait(busy.pauseMs)) {
    if (await findLiveServer(options.folder)) return joined(url);
    await initCluster(options.folder, options.binaries, options.user);
    const child = spawnServer(options);
    const ended = once(child, "exit").then(() => undefined);
    const failure = await waitUntilReady(child, ended, options.logFile);
    if (failure === undefined) return { url, started: true, ended, [Symbol.asyncDispose]: () => stop(child, ended) };
    if (!busy.message.test(failure) || Date.now() > deadline) throw new Error(`PostgreSQL did not start:\n${failure}`);
  }
}

function joined(url: string): PostgresServer {
  return { url, started: false, ended: new Promise(() => undefined), [Symbol.asyncDispose]: async () => undefined };
}

function spawnServer({ folder, binaries, user, settings, useSupervisor }: PostgresOptions): ChildProcess {
  const all = {
    unix_socket_directories: folder,
    listen_addresses: "",
    timezone: "UTC",
    log_timezone: "UTC",
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return spawnWithParent(binaries.postgres, ["-D", folder, ...flags], {
    ...user,
    ...(useSupervisor === undefined ? {} : { useSupervisor }),
    cwd: "/",
    env: serverEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
    // Out of the terminal's process group: Ctrl-C must not end the database before the services that use it.
    detached: true,
    stopSignal: "SIGINT",
  });
}

/** Resolves with undefined when the server accepts connections, or with what it said when it ended instead. */
async function waitUntilReady(child: ChildProcess, ended: Promise<void>, logFile: string): Promise<string | undefined> {
  if (!child.stderr) throw new Error("The server's log is not connected.");
  const log = createWriteStream(logFile, { flags: "a" });
  child.stderr.pipe(log);
  const said: string[] = [];
  const ready = new Promise<undefined>((resolve) => {
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => {
      if (said.length < 50) said.push(line);
      if (line.includes("ready to accept connections")) resolve(undefined);
    });
  });
  const failed = once(child, "error").then(([error]: unknown[]) => String(error));
  return await Promise.race([ready, failed, ended.then(() => said.join("\n"))]);
}

/** Fast shutdown, then an immediate one: that costs a recovery at the next start, and no data. */
async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const cut = setTimeout(() => child.kill("SIGQUIT"), shutdown.fastMs);
  child.kill("SIGINT");
  await ended;
  clearTimeout(cut);
}
