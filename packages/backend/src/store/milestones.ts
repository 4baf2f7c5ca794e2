import type { Kysely } from "kysely";
import type { BackendDatabase, MilestonesTable } from "./schema.ts";

type Db = Kysely<BackendDatabase>;

/** What happens once in the life of an installation. */
export type Milestone = MilestonesTable["name"];

/** When it happened; undefined before. */
export async function readMilestone(db: Db, name: Milestone): Promise<Date | undefined> {
  const row = await db.selectFrom("milestones").select("reached_at").where("name", "=", name).executeTakeFirst();
  return row?.reached_at;
}

/** Whether it has happened. */
export async function hasReached(db: Db, name: Milestone): Promise<boolean> {
  return (await readMilestone(db, name)) !== undefined;
}

/** Records that it has happened. @returns false when it had happened before. */
export async function reachMilestone(db: Db, name: Milestone, at: Date): Promise<boolean> {
  const reached = await db
    .insertInto("milestones")
    .values({ name, reached_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning("name")
    .executeTakeFirst();
  return reached !== undefined;
}
