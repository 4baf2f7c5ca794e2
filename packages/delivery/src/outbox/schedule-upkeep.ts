import type { PgBoss } from "pg-boss";

const QUEUE = "deliveries-upkeep";
const NIGHTLY = "17 3 * * *";

/** Runs `deleteOld` every night, in one of the processes. */
export async function scheduleUpkeep(boss: PgBoss, deleteOld: () => Promise<unknown>): Promise<void> {
  await boss.createQueue(QUEUE, { policy: "exclusive", retryLimit: 5, retryBackoff: true, notify: true });
  await boss.schedule(QUEUE, NIGHTLY, null, { missed: "once" });
  await boss.work(QUEUE, { pollingIntervalSeconds: 60 }, deleteOld);
}
