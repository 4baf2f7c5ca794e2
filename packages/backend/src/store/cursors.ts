import type { Kysely } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** How far a repeated reading got; undefined before the first one. */
export async function readCursor(db: Kysely<BackendDatabase>, name: string): Promise<Date | undefined> {
  const row = await db.selectFrom("cursors").select("value").where("name", "=", name).executeTakeFirst();
  return row?.value;
}

export async function writeCursor(db: Kysely<BackendDatabase>, name: string, value: Date): Promise<void> {
  await db
    .insertInto("cursors")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}
