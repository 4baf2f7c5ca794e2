import { type JobKind, UNTIL_NEXT_TIME } from "@moddy/service";
import { PAYING_STATUSES, pricesOf } from "../../account/pays-for-plan.ts";
import type { Dependencies } from "../../dependencies.ts";
import { countUnlinked, listUntold, markTold, type PaidConditions } from "../../store/unlinked.ts";

type Deps = Pick<Dependencies, "db" | "locks" | "plans" | "sendAlert" | "now" | "logger">;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A buyer or a person has a day to link a payment; after that an alert names it, once. */
async function sendUntold({ db, sendAlert, now }: Deps, paid: PaidConditions): Promise<number> {
  const untold = await listUntold(db, paid, new Date(now() - DAY_MS));
  const [oldest] = untold;
  if (!oldest || !sendAlert) return 0;
  const oldest_seconds = Math.floor((now() - oldest.since.getTime()) / 1000);
  const unlinked_payments = { count: untold.length, oldest_seconds };
  await sendAlert({ service: "backend", dead: [], oldest_pending_seconds: null, unlinked_payments });
  await markTold(
    db,
    untold.map(({ customer_id }) => customer_id),
    new Date(now()),
  );
  return untold.length;
}

/** Says in the log how many customers wait, and sends an alert about those that no alert named; of two processes one does. */
async function watchUnlinked(deps: Deps): Promise<{ waiting: number; told: number } | undefined> {
  const paid = { statuses: PAYING_STATUSES, prices: pricesOf(deps.plans) };
  const lock = await deps.locks.tryLock("moddy:unlinked-alert");
  if (!lock) return undefined;
  try {
    const { count, oldest } = await countUnlinked(deps.db, paid);
    if (oldest && deps.now() - oldest.getTime() > HOUR_MS) {
      const facts = { event: "payments_unlinked", count, since: oldest.toISOString() };
      deps.logger.warn(facts, "Customers pay, and no Discord user has their plan: `moddy unlinked` lists them");
    }
    return { waiting: count, told: await sendUntold(deps, paid) };
  } finally {
    await lock.release();
  }
}

/** The hourly job. */
export function createUnlinkedJob(deps: Deps): JobKind {
  return {
    queue: "unlinked-watch",
    policy: "short",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 300,
    // One schedule for all processes, away from the other jobs' minutes.
    cron: "37 * * * *",
    atStart: true,
    run: () => watchUnlinked(deps),
  };
}
