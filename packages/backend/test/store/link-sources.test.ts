import { createLogger, migrateDatabase, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { MIGRATION_LOCK_ID, migrations } from "../../src/store/migrations.ts";
import type { BackendDatabase } from "../../src/store/schema.ts";
import { findAccount } from "../../src/store/users.ts";

const NAME = "2026_03_backend_link_sources";
const [ADA, BEN, CLEO, DAN] = [1, 2, 3, 4].map((number) => `12000000000000000${number}`) as [
  string,
  string,
  string,
  string,
];

t.test("customers from before: proven where metadata name the user, a claim otherwise", async (t) => {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  const logger = createLogger({ service: "backend", level: "silent" });
  const opened = openDatabase<BackendDatabase>({ url: database.url, applicationName: "test", logger });
  t.teardown(() => opened.close());
  const { db } = opened;
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < NAME));
  await migrateDatabase(db, { migrations: before, lockId: MIGRATION_LOCK_ID });

  /** As an older version wrote it. */
  async function addUser(discordId: string | null, email: string): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      insert into users (discord_id, email) values (${discordId}, ${email}) returning id`.execute(db);
    return rows[0]?.id ?? "";
  }
  const addCustomer = (id: string, user: string, metadata: string | null) =>
    sql`insert into customers (id, user_id, metadata_discord_id, fetch_seq) values (${id}, ${user}, ${metadata}, 1)`.execute(
      db,
    );

  const ada = await addUser(ADA, "ada@example.org");
  await addCustomer("cus_metadata", ada, ADA);
  const ben = await addUser(BEN, "ben@example.org");
  await addCustomer("cus_subscription", ben, null);
  await sql`insert into subscriptions (id, customer_id, status, price_ids, interval, amount, currency, created_at,
      current_period_start, current_period_end, cancel_at_period_end, metadata_discord_id)
    values ('sub_1', 'cus_subscription', 'active', '{price_1}', 'month', 499, 'usd', now(), now(), now(), false, ${BEN})`.execute(
    db,
  );
  const cleo = await addUser(CLEO, "stranger@example.org");
  await addCustomer("cus_reference", cleo, null);
  const dan = await addUser(DAN, "whose@example.org");
  await addCustomer("cus_own", dan, DAN);
  await addCustomer("cus_other", dan, ADA);
  await addCustomer("cus_nobody", await addUser(null, "nobody@example.org"), ADA);

  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });

  const rows = await db.selectFrom("customers").select(["id", "link_source", "email"]).orderBy("id").execute();
  t.same(rows, [
    { id: "cus_metadata", link_source: "metadata", email: "ada@example.org" },
    { id: "cus_nobody", link_source: null, email: "nobody@example.org" },
    { id: "cus_other", link_source: "claim", email: null },
    { id: "cus_own", link_source: "metadata", email: null },
    { id: "cus_reference", link_source: "claim", email: "stranger@example.org" },
    { id: "cus_subscription", link_source: "metadata", email: "ben@example.org" },
  ]);
  t.match(await findAccount(db, ADA), { email: "ada@example.org" });
  t.match(await findAccount(db, DAN), { email: null }, "whose address it was is not known");
  t.equal(await findAccount(db, CLEO), undefined, "a claim lends no account");

  await sql`insert into customers (id, user_id, fetch_seq) values ('cus_old_process', ${cleo}, 1)`.execute(db);
  t.equal(await findAccount(db, CLEO), undefined, "an older process that still runs proves nothing");
});
