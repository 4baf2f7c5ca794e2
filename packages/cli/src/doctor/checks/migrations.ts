import type { Check } from "../check.ts";
import { NEEDED_MIGRATIONS } from "../database/needed-migrations.ts";
import { bad, ok, skipped } from "../finding.ts";

/** Whether our tables are the ones that this version needs. */
export const migrations: Check = {
  id: "migrations",
  title: "migrations",
  run: async ({ own, peer, lookAtDatabase }) => {
    const look = await lookAtDatabase();
    if (look.kind === "failed") return skipped("the database does not answer");
    const has = (name: string) => look.migrations.includes(name);
    const needed = NEEDED_MIGRATIONS[own.name];
    const missing = needed.filter((name) => !has(name));
    if (missing.length === 0) return ok(`all ${needed.length} applied`);
    const fix = `Start the ${own.title} of this version: it migrates at its start.`;
    if (look.migrations.length === 0) {
      const cause = `The ${own.title} has never run on this database.`;
      return bad("database_unmigrated", "the database has no tables", cause, fix);
    }
    if (NEEDED_MIGRATIONS[peer.name].some((name) => has(name) && !needed.includes(name))) {
      const cause = `It is the ${peer.title}'s: each service needs a database of its own.`;
      return bad("database_of_peer", `the tables are not the ${own.title}'s`, cause, "Correct DATABASE_URL.");
    }
    const cause = "An older version ran here last.";
    return bad("database_behind", `${missing.length} of ${needed.length} migrations are not applied`, cause, fix);
  },
};
