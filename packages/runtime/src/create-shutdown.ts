import type { Logger } from "pino";

/** Closes everything that was opened, in reverse order, once. */
export interface Shutdown {
  /** Adds something to close. */
  add(name: string, close: () => Promise<void>): void;
  /** Closes everything; further calls wait for the first. Rejects if something cannot be closed or the time is over. */
  run(reason: string): Promise<void>;
  /** Aborts when the shutdown begins: take no more work. */
  readonly signal: AbortSignal;
  /** Runs on SIGTERM and SIGINT and exits: 0 if everything closed, otherwise 1. A second signal exits at once. */
  installSignalHandlers(process: NodeJS.Process): void;
}

/** Makes a shutdown. `timeoutMs` is the time for everything together. */
export function createShutdown(options: { logger: Logger; timeoutMs: number }): Shutdown {
  const { logger, timeoutMs } = options;
  const controller = new AbortController();
  const opened: { name: string; close: () => Promise<void> }[] = [];
  let running: Promise<void> | undefined;
  let closing = "";

  async function closeAll(): Promise<void> {
    const failed: unknown[] = [];
    for (let next = opened.pop(); next; next = opened.pop()) {
      closing = next.name;
      logger.debug({ event: "closing", name: closing }, "Closing");
      await next.close().catch((err: unknown) => {
        logger.error({ err, name: closing }, "Could not be closed");
        failed.push(err);
      });
    }
    if (failed.length > 0) throw new AggregateError(failed, "Not everything could be closed");
  }

  async function runOnce(reason: string): Promise<void> {
    logger.info({ event: "shutdown", reason }, "Shutting down");
    controller.abort(new Error(`Shutting down: ${reason}`));
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`The shutdown took longer than ${timeoutMs} ms; it waits for: ${closing}`)),
      timeoutMs,
    );
    try {
      await Promise.race([closeAll(), late.promise]);
      logger.info({ event: "shutdown_finished" }, "Shut down");
    } finally {
      clearTimeout(timer);
    }
  }

  const shutdown: Shutdown = {
    signal: controller.signal,
    add: (name, close) => {
      opened.push({ name, close });
    },
    run: (reason) => {
      running ??= runOnce(reason);
      return running;
    },
    installSignalHandlers: (target) => {
      const onSignal = (name: NodeJS.Signals): void => {
        if (running) target.exit(1);
        shutdown.run(name).then(
          () => target.exit(0),
          (err: unknown) => {
            logger.error({ err }, "The shutdown failed");
            target.exit(1);
          },
        );
      };
      target.on("SIGTERM", onSignal);
      target.on("SIGINT", onSignal);
    },
  };
  return shutdown;
}
