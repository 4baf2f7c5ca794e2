import { givesPlan, summarizeImport } from "../../entitlement/summarize-import.ts";
import { countCustomers, countImported } from "../../store/count-imported.ts";
import { addContestedCharges, addPage, findOpenImport, type ImportRow, readOldestPeriod } from "../../store/imports.ts";
import type { ImportFindings } from "../../store/schema.ts";
import { type ContestedPage, listDisputedCharges, listRefundedCharges } from "../../stripe/list-contested-charges.ts";
import { listSubscriptions } from "../../stripe/list-subscriptions.ts";
import type { ImportRun } from "./import-run.ts";

/** Reads Stripe's subscriptions from where the import stopped, page by page. A page is stored together with the new cursor. */
export async function readSubscriptions({ deps, row, patiently, report }: ImportRun): Promise<void> {
  const { db, transact, stripe, policy, now } = deps;
  for (let current: ImportRow | undefined = row; current; current = await findOpenImport(db)) {
    const { cursor_id: id, cursor_created: created } = current;
    const cursor = id !== null && created !== null ? { id, created } : null;
    const page = await patiently(() => listSubscriptions(stripe, cursor));
    await deps.step("import.fetched");
    const read = page.subscriptions.map((each) => ({
      ...each,
      periodStart: givesPlan(each.status, policy) ? each.periodStart : null,
    }));
    const from: ImportRow = current;
    const isNext = await transact((trx) => addPage(trx, from, read, new Date(now())));
    if (!isNext) throw new Error("another process reads the list of subscriptions on");
    await deps.step("import.stored");
    report({ subscriptions: current.subscriptions + read.length });
    if (!page.hasMore || read.length === 0) return;
  }
}

/** Says what was read. */
export async function findPlans({ deps, row }: ImportRun): Promise<ImportFindings> {
  const { customers, linked, unlinked } = await countCustomers(deps.db, row.id);
  const found = summarizeImport(await countImported(deps.db, row.id), deps);
  return { ...found, customers, customers_linked: linked, customers_unlinked: unlinked };
}

/**
 * Finds the payments that were refunded since the oldest period began, or disputed: Stripe's subscription does not show that
 * its payment was given back.
 */
export async function readContests({ deps, row, patiently }: ImportRun): Promise<void> {
  const { db, stripe } = deps;
  const since = await readOldestPeriod(db, row.id);
  if (!since) return;
  async function readAll(list: (after: string | null) => Promise<ContestedPage>): Promise<void> {
    let next: string | null = null;
    do {
      const after: string | null = next;
      const page: ContestedPage = await patiently(() => list(after));
      await addContestedCharges(db, row.id, page.charges);
      ({ next } = page);
    } while (next !== null);
  }
  await readAll((after) => listRefundedCharges(stripe, since, after));
  await readAll((after) => listDisputedCharges(stripe, after));
}
