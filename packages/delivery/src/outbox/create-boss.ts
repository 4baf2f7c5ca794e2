import { connectionSettings } from "@moddy/runtime";
import type { ServiceName } from "@moddy/schemas";
import { PgBoss } from "pg-boss";
import type { Logger } from "pino";

const SILENT_MS = 25_000;
const POOL_SIZE = 4;

/**
 * Makes the job queue of a service; it is not started yet. A job whose worker died is retried a few seconds after its
 * heartbeat stopped. Broken connections are replaced.
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
  boss.on("error", (err) => logger.warn({ err, event: "queue_error" }, "The job queue had an error and goes on"));
  boss.on("warning", ({ message }) =>
    logger.debug({ event: "queue_warning", warning: message }, "The job queue reports a warning"),
  );
  return boss;
}
