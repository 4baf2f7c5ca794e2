import type { Check } from "../check.ts";
import { NEEDED_MIGRATIONS } from "../database/needed-migrations.ts";
import { bad, ok, skipped } from "../finding.ts";

/** Whether the database has the tables that this version needs. */
export const migrations: Check = {
  id: "migrations",
  title: "migrations",
  run: async ({ own, peer, inspectDatabase }) => {
    const state = await inspectDatabase();
    if (state.kind === "failed") return skipped("the database does not answer");
    const has = (name: string) => state.migrations.includes(name);
    const needed = NEEDED_MIGRATIONS[own.name];
    const missing = needed.filter((name) => !has(name));
    if (missing.length === 0) return ok(`all ${needed.length} applied`);
    const fix = `Start this version of the ${own.title}: it applies its migrations when it starts.`;
    if (state.migrations.length === 0) {
      const cause = `The ${own.title} has never run with this database.`;
      return bad("database_unmigrated", "the database has no tables", cause, fix);
    }
    if (NEEDED_MIGRATIONS[peer.name].some((name) => has(name) && !needed.includes(name))) {
      const cause = `This is the ${peer.title}'s database: each service needs its own.`;
      return bad("database_of_peer", `the tables are not the ${own.title}'s`, cause, "Correct DATABASE_URL.");
    }
    const cause = "The last service that ran with this database was an older version.";
    return bad("database_behind", `${missing.length} of ${needed.length} migrations are not applied`, cause, fix);
  },
};
