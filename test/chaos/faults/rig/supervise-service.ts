import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ServiceName } from "@moddy/schemas";
import { spawnNode, stop as stopProcess, type Variables } from "../../../support/spawn-node.ts";
import { inTime } from "../../../support/until.ts";
import type { Command, Report } from "../entries/commands.ts";

/** A service as a process that is started again whenever it dies. */
export interface Service {
  readonly name: ServiceName;
  /** How often the process ended by itself or by a step, and how often it was started. */
  readonly deaths: number;
  readonly isReady: boolean;
  /** Resolves when the process that runs, or the one that follows it, has started whole. */
  ready(): Promise<void>;
  /** Ends it with SIGKILL; unless it shall stay down, it is started again. */
  kill(options?: { stayDown?: boolean }): Promise<void>;
  /** Ends it in order; it stays down. */
  stop(): Promise<void>;
  /** Starts it after `stop` or a kill that let it stay down; `extra` variables hold for its lives until the next start. */
  start(extra?: Variables): void;
  /** Resolves when the process has understood, or is gone. */
  order(order: Command): Promise<void>;
  /** Resolves at the end of the process that runs, with the signal that ended it; null where it ended by itself. */
  died(): Promise<NodeJS.Signals | null>;
  held(): Promise<void>;
}

export interface ServiceOptions {
  readonly name: ServiceName;
  readonly env: Variables;
  readonly logFile: string;
}

const RESTART_MS = 200;
const STOP_MS = 25_000;
const READY_MS = 180_000;

/** Starts a service under supervision, as a hosting platform does. */
export function superviseService({ name, env, logFile }: ServiceOptions): Service {
  const log = openSync(logFile, "a");
  const without = fileURLToPath(new URL("../entries/apply-patches.ts", import.meta.url));
  const events = new EventEmitter<{ ready: []; died: [NodeJS.Signals | null]; held: []; obeyed: [] }>().setMaxListeners(
    0,
  );
  let child: ChildProcess | undefined;
  let wanted = true;
  let ready = false;
  let deaths = 0;

  let given: Variables = {};

  function spawnOnce(): void {
    const started = spawnNode(`test/chaos/faults/entries/${name}.ts`, [], {
      env: { ...env, ...given },
      nodeArgs: [`--import=${without}`],
      stdio: ["ignore", log, log, "ipc"],
    });
    child = started;
    started.on("message", (notice: Report) => {
      if (notice.kind === "ready") ready = true;
      events.emit(notice.kind);
    });
    started.on("error", () => undefined);
    started.once("exit", (_code, signal) => {
      ready = false;
      child = undefined;
      deaths += 1;
      events.emit("died", signal);
      if (wanted) void delay(RESTART_MS).then(() => wanted && child === undefined && spawnOnce());
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (!running) return;
    if (signal === "SIGKILL") running.kill(signal);
    await stopProcess(running, { withinMs: STOP_MS });
  }

  spawnOnce();
  return {
    name,
    get deaths() {
      return deaths;
    },
    get isReady() {
      return ready;
    },
    ready: async () =>
      void (ready || (await inTime(`the ${name} is ready`, once(events, "ready"), { withinMs: READY_MS }))),
    async kill({ stayDown = false } = {}) {
      wanted = !stayDown;
      await end("SIGKILL");
    },
    async stop() {
      wanted = false;
      await end("SIGTERM");
    },
    start(extra = {}) {
      wanted = true;
      given = extra;
      if (child === undefined) spawnOnce();
    },
    async order(order) {
      if (!child) return;
      const heard = Promise.race([once(events, "obeyed"), once(events, "died")]);
      child.send(order, () => undefined);
      await heard;
    },
    died: async () => ((await once(events, "died")) as [NodeJS.Signals | null])[0],
    held: async () => void (await once(events, "held")),
  };
}
