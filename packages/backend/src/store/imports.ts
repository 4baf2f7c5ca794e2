import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import type { BackendDatabase, ImportedObject, ImportFindings, ImportsTable } from "./schema.ts";
import { toStorableJson } from "./to-storable-json.ts";

type Db = Kysely<BackendDatabase>;

/** One reading of all of Stripe's subscriptions. */
export type ImportRow = Selectable<ImportsTable>;

/** A subscription that was read and is not applied yet. */
export interface ReadSubscription {
  readonly id: string;
  readonly customerId: string;
  /** When its period began; null when it gives no plan. */
  readonly periodStart: Date | null;
  readonly created: Date;
  readonly object: object;
}

/** The import that has begun and not ended. */
export function findOpenImport(db: Db): Promise<ImportRow | undefined> {
  return db.selectFrom("imports").selectAll().where("finished_at", "is", null).executeTakeFirst();
}

/** The import that was begun last. */
export function findLatestImport(db: Db): Promise<ImportRow | undefined> {
  return db.selectFrom("imports").selectAll().orderBy("id", "desc").executeTakeFirst();
}

/** Begins an import. @returns undefined when one has begun and not ended. */
export async function addImport(
  db: Db,
  { dryRun, fetchSeq, at }: { dryRun: boolean; fetchSeq: string; at: Date },
): Promise<ImportRow | undefined> {
  return db
    .insertInto("imports")
    .values({ dry_run: dryRun, fetch_seq: fetchSeq, started_at: at, progress_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Changes an import, and notes that it got further. */
export async function updateImport(
  db: Db,
  id: string,
  changed: Partial<Pick<ImportRow, "phase" | "finished_at" | "failure">> & { found?: ImportFindings },
  at: Date,
): Promise<void> {
  const { found, ...rest } = changed;
  await db
    .updateTable("imports")
    .set({ failure: null, ...rest, progress_at: at, ...(found && { found: JSON.stringify(found) }) })
    .where("id", "=", id)
    .execute();
}

/** Notes why a try of an import failed. */
export async function failImport(db: Db, id: string, failure: string): Promise<void> {
  await db.updateTable("imports").set({ failure }).where("id", "=", id).where("finished_at", "is", null).execute();
}

/** Stores one page of Stripe's list, and how far the list is read. @returns false when another process read on. */
export async function addPage(
  trx: Transaction<BackendDatabase>,
  { id, cursor_id: cursor }: Pick<ImportRow, "id" | "cursor_id">,
  page: readonly ReadSubscription[],
  at: Date,
): Promise<boolean> {
  const last = page.at(-1);
  if (!last) return true;
  const { numUpdatedRows } = await trx
    .updateTable("imports")
    .set({ cursor_id: last.id, cursor_created: last.created, progress_at: at, failure: null })
    .set(({ eb }) => ({ subscriptions: eb("subscriptions", "+", page.length) }))
    .where("id", "=", id)
    .where("cursor_id", "is not distinct from", cursor)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  const rows = page.map((each) => ({
    import_id: id,
    id: each.id,
    customer_id: each.customerId,
    period_start: each.periodStart,
    object: toStorableJson(each.object),
  }));
  await trx
    .insertInto("imported_subscriptions")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
}

/** The customers that are read and not applied yet, in the order of their ids; at most `limit`. */
export async function listImportedCustomers(db: Db, importId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("imported_subscriptions")
    .select("customer_id")
    .distinct()
    .where("import_id", "=", importId)
    .orderBy("customer_id")
    .limit(limit)
    .execute();
  return rows.map(({ customer_id }) => customer_id);
}

/** How many customers are read and not applied yet. */
export async function countImportedCustomers(db: Db, importId: string): Promise<number> {
  const { count } = await db
    .selectFrom("imported_subscriptions")
    .select(({ fn }) => fn.count<string>("customer_id").distinct().as("count"))
    .where("import_id", "=", importId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What was read of a customer: their subscriptions as Stripe gave them, and their contested charges. */
export async function readImported(
  db: Db,
  { importId, customerId }: { importId: string; customerId: string },
): Promise<{ objects: ImportedObject[]; chargeIds: string[] }> {
  const subscriptions = await db
    .selectFrom("imported_subscriptions")
    .select("object")
    .where("import_id", "=", importId)
    .where("customer_id", "=", customerId)
    .orderBy("id")
    .execute();
  const charges = await db
    .selectFrom("imported_charges")
    .select("id")
    .where("import_id", "=", importId)
    .where("customer_id", "=", customerId)
    .orderBy("id")
    .execute();
  return { objects: subscriptions.map(({ object }) => object), chargeIds: charges.map(({ id }) => id) };
}

/** Forgets what was read: of one customer, or of all. */
export async function removeImported(db: Db, importId: string, customerId?: string): Promise<void> {
  for (const table of ["imported_subscriptions", "imported_charges"] as const) {
    await db
      .deleteFrom(table)
      .where("import_id", "=", importId)
      .$if(customerId !== undefined, (query) => query.where("customer_id", "=", customerId ?? ""))
      .execute();
  }
}

/** Stores contested charges: those of customers with a subscription that gives a plan. */
export async function addContestedCharges(
  db: Db,
  importId: string,
  charges: readonly { readonly id: string; readonly customerId: string }[],
): Promise<void> {
  const paying = await filterPaying(
    db,
    importId,
    charges.map(({ customerId }) => customerId),
  );
  const rows = charges
    .filter(({ customerId }) => paying.has(customerId))
    .map(({ id, customerId }) => ({ import_id: importId, id, customer_id: customerId }));
  if (rows.length === 0) return;
  await db
    .insertInto("imported_charges")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Counts a customer that cannot be read. */
export async function countUnreadable(db: Db, importId: string): Promise<void> {
  await db
    .updateTable("imports")
    .set(({ eb }) => ({ unreadable: eb("unreadable", "+", 1) }))
    .where("id", "=", importId)
    .execute();
}

/** When the oldest period of the subscriptions that give a plan began; undefined when none does. */
export async function readOldestPeriod(db: Db, importId: string): Promise<Date | undefined> {
  const { oldest } = await db
    .selectFrom("imported_subscriptions")
    .select(({ fn }) => fn.min("period_start").as("oldest"))
    .where("import_id", "=", importId)
    .executeTakeFirstOrThrow();
  return oldest ?? undefined;
}

/** Those of the customers who have a subscription that gives a plan. */
async function filterPaying(db: Db, importId: string, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("imported_subscriptions")
    .select("customer_id")
    .distinct()
    .where("import_id", "=", importId)
    .where("period_start", "is not", null)
    .where("customer_id", "in", [...customerIds])
    .execute();
  return new Set(rows.map(({ customer_id }) => customer_id));
}

/** Has what was held back before the first import ended decided about at once. */
export async function releaseHeldBack(db: Db, at: Date): Promise<void> {
  await db
    .updateTable("entitlements")
    .set({ recheck_at: at })
    .where("recheck_at", ">", at)
    .where("recheck_at", "<=", sql<Date>`${at}::timestamptz + interval '1 minute'`)
    .execute();
}
