import { connectionSettings } from "@moddy/runtime";
import type { ServiceName } from "@moddy/schemas";
import { PgBoss } from "pg-boss";
import type { Logger } from "pino";

const SILENT_MS = 25_000;
const POOL_SIZE = 4;

/**
 * Makes the queue of a service, not yet started. Jobs of a worker that died are found within a few seconds of their
 * heartbeat's end; connections that break are replaced.
 */
export function createBoss(databaseUrl: string, service: ServiceName, logger: Logger): PgBoss {
  const boss = new PgBoss({
    ...connectionSettings(databaseUrl, `moddy-${service}-queue`, SILENT_MS),
    max: POOL_SIZE,
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    instanceName: service,
  });
  boss.on("error", (err) => logger.warn({ err, event: "queue_error" }, "The queue met an error; it goes on"));
  boss.on("warning", ({ message }) => logger.debug({ event: "queue_warning", warning: message }, "The queue warns"));
  return boss;
}
