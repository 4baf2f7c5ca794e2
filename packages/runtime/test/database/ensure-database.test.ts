import { randomBytes } from "node:crypto";
import { createLogger, ensureDatabase, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { databaseUrl } from "../../../../test/support/database.ts";

t.test("a missing database is created once, even by two processes at once", async (t) => {
  const name = `moddy-ensure-${process.pid}-${randomBytes(4).toString("hex")}`;
  const url = databaseUrl(name);
  const logger = createLogger({ service: "test", level: "silent" });
  t.teardown(async () => {
    const server = openDatabase<unknown>({ url: databaseUrl("postgres"), applicationName: "test", logger });
    await sql`drop database if exists ${sql.id(name)}`.execute(server.db);
    await server.close();
  });

  const made = await Promise.all([ensureDatabase(url, "test"), ensureDatabase(url, "test")]);
  t.ok(made.includes(true));
  t.equal(await ensureDatabase(url, "test"), false);

  const database = openDatabase<unknown>({ url, applicationName: "test", logger });
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.db);
  await database.close();
  t.equal(rows[0]?.name, name);
});

t.test("a server that can't be reached is an error, not a new database", async (t) => {
  await t.rejects(ensureDatabase("postgres://nobody@127.0.0.1:1/moddy_bot", "test"), { code: "ECONNREFUSED" });
});
