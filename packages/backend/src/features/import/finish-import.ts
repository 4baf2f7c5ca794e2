import { fromKysely } from "pg-boss";
import { releaseHeldBack, removeImported, updateImport } from "../../store/imports.ts";
import { reachMilestone } from "../../store/milestones.ts";
import type { ImportFindings } from "../../store/schema.ts";
import type { ImportRun } from "./import-run.ts";

/** The queues of what follows an import: what was held back is decided about, and those who lack roles get them. */
const RECHECK_QUEUE = "entitlement-recheck";
const RECONCILE_QUEUE = "roles-reconcile";

/** Ends an import. From the first end on roles can be taken again. */
export async function finishImport({ deps, row }: ImportRun, found: ImportFindings): Promise<void> {
  const { transact, outbox, now, logger } = deps;
  await transact(async (trx, afterCommit) => {
    const at = new Date(now());
    await removeImported(trx, row.id);
    await updateImport(trx, row.id, { phase: "finished", finished_at: at, found }, at);
    if (!row.dry_run) {
      const db = fromKysely(trx);
      if (await reachMilestone(trx, "first_import", at)) {
        await releaseHeldBack(trx, at);
        await outbox.boss.send(RECHECK_QUEUE, {}, { db });
      }
      if (found.customers_linked > 0) await outbox.boss.send(RECONCILE_QUEUE, {}, { db });
    }
    const { subscriptions, customers, customers_linked, customers_unlinked } = found;
    const facts = { dry_run: row.dry_run, subscriptions, customers, customers_linked, customers_unlinked };
    afterCommit(() => logger.info({ event: "import_finished", ...facts }, "Stripe's subscriptions are imported"));
  });
}
