import { createLogger, migrateDatabase, openDatabase } from "@moddy/runtime";
import { type Kysely, sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";

const logger = createLogger({ service: "test", level: "silent" });

function createTable(name: string) {
  return {
    up: async (db: Kysely<unknown>) => {
      await sql`create table ${sql.ref(name)} (id int)`.execute(db);
    },
  };
}

t.test("migrations", async (t) => {
  const test = await createTestDatabase();
  const database = openDatabase<Record<string, { id: number }>>({ url: test.url, applicationName: "test", logger });
  t.teardown(async () => {
    await database.close();
    await test.drop();
  });
  const lockId = 4711;

  await t.test("two processes that start together apply each migration once", async (t) => {
    const migrations = { "001_one": createTable("one"), "002_two": createTable("two") };
    const run = () => migrateDatabase(database.db, { migrations, lockId });
    const [first, second] = await Promise.all([run(), run()]);
    t.strictSame([...first.applied, ...second.applied], ["001_one", "002_two"]);
  });

  await t.test("a later migration may sort before the applied ones", async (t) => {
    const migrations = {
      "001_one": createTable("one"),
      "000_late": createTable("late"),
      "002_two": createTable("two"),
    };
    t.strictSame((await migrateDatabase(database.db, { migrations, lockId })).applied, ["000_late"]);
  });

  await t.test("a migration that fails changes nothing and releases the lock", async (t) => {
    const applied = { "000_late": createTable("late"), "001_one": createTable("one"), "002_two": createTable("two") };
    const migrations = { ...applied, "003_good": createTable("good"), "004_bad": createTable("two") };
    await t.rejects(migrateDatabase(database.db, { migrations, lockId }), { code: "42P07" });
    const { applied: then } = await migrateDatabase(database.db, {
      migrations: { ...applied, "003_good": createTable("good") },
      lockId,
    });
    t.strictSame(then, ["003_good"]);
  });
});
