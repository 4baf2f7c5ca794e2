import { createLogger, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";

const logger = createLogger({ service: "test", level: "silent" });

t.test("connections that PostgreSQL ends, idle or in use, are replaced", async (t) => {
  const test = await createTestDatabase();
  const database = openDatabase<unknown>({ url: test.url, applicationName: "victim", logger });
  const admin = openDatabase<unknown>({ url: test.url, applicationName: "admin", logger });
  t.teardown(async () => {
    await Promise.all([database.close(), admin.close()]);
    await test.drop();
  });
  const kill = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`.execute(admin.db);

  await sql`select 1`.execute(database.db);
  await kill();
  const interrupted = database.db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx);
    await kill();
    await sql`select 1`.execute(trx);
  });
  await t.rejects(interrupted);
  // The pool may hand out the broken connection once more before the socket's end is seen.
  await sql`select 1`.execute(database.db).catch(() => undefined);
  const { rows } = await sql<{ name: string }>`select current_setting('application_name') as name`.execute(database.db);
  t.strictSame(rows, [{ name: "victim" }]);
});

t.test("PostgreSQL ends a statement or an idle transaction that takes too long", async (t) => {
  const test = await createTestDatabase();
  const database = openDatabase<unknown>({ url: test.url, applicationName: "limits", logger });
  t.teardown(async () => {
    await database.close();
    await test.drop();
  });
  const { rows } = await sql`select name, setting::int, unit from pg_settings
    where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'tcp_user_timeout') order by name`.execute(
    database.db,
  );
  t.strictSame(rows, [
    { name: "idle_in_transaction_session_timeout", setting: 15_000, unit: "ms" },
    { name: "statement_timeout", setting: 15_000, unit: "ms" },
    // A database on a unix socket, as in the tests, has no TCP to set.
    { name: "tcp_user_timeout", setting: test.url.includes("host=") ? 0 : 10_000, unit: "ms" },
  ]);
});
