import type { Report } from "../progress/report.ts";
import { type Service, startService } from "./start-service.ts";

export interface Supervised extends AsyncDisposable {
  /** Rejects when the service ended while it was not yet kept alive, with the last lines that it wrote. */
  failed: Promise<never>;
  pid: () => number;
  /** The last lines that it wrote, under the name of their file. */
  describeTail: () => string;
  /** From now on the service is started again whenever it ends. */
  keepAlive: () => void;
}

const restartAfterMs = 5_000;
const shownLines = 15;

/** Starts a service, and restarts it once `keepAlive` was called. */
export function superviseService(options: Parameters<typeof startService>[0], report: Report): Supervised {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  let alive = false;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let service = launch();

  function launch(): Service {
    const started = startService(options);
    void watch(started);
    return started;
  }

  async function watch(started: Service): Promise<void> {
    const how = await started.ended;
    if (stopping) return;
    if (!alive) return fail(new Error(`The ${options.name} ${how}. ${describeTail(started, options.logFile)}`));
    report.warn(
      `The ${options.name} ${how}. It is started again in ${restartAfterMs / 1000} s; events wait until then.`,
    );
    timer = setTimeout(() => {
      service = launch();
      report.step(options.name, `started again (process ${service.pid})`);
    }, restartAfterMs);
  }

  return {
    failed,
    pid: () => service.pid,
    describeTail: () => describeTail(service, options.logFile),
    keepAlive() {
      alive = true;
    },
    async [Symbol.asyncDispose]() {
      stopping = true;
      clearTimeout(timer);
      await service[Symbol.asyncDispose]();
    },
  };
}

function describeTail(service: Service, logFile: string): string {
  const lines = service.tail().slice(-shownLines);
  return [`The end of ${logFile}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
