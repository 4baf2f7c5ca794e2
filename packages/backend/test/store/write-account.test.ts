import { createLogger, migrateDatabase, openDatabase } from "@moddy/runtime";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { MIGRATION_LOCK_ID, migrations } from "../../src/store/migrations.ts";
import type { BackendDatabase } from "../../src/store/schema.ts";
import { writeCharge } from "../../src/store/write-account.ts";

const AT = new Date("2026-06-15T12:00:00.000Z");
const charge = {
  id: "ch_1",
  subscriptionId: "sub_1",
  invoiceId: "in_1",
  amount: 499,
  billsUntil: new Date("2026-07-01T00:00:00.000Z"),
  coversFrom: new Date("2026-06-01T00:00:00.000Z"),
  coversUntil: new Date("2026-07-01T00:00:00.000Z"),
  refunded: false,
  dispute: null,
};

t.test("an older reading of a charge does not undo a newer one", async (t) => {
  const database = await createTestDatabase();
  t.teardown(() => database.drop());
  const logger = createLogger({ service: "backend", level: "silent" });
  const opened = openDatabase<BackendDatabase>({ url: database.url, applicationName: "test", logger });
  t.teardown(() => opened.close());
  const { db } = opened;
  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });

  const write = (facts: Partial<Parameters<typeof writeCharge>[1]>, fetchSeq: string) =>
    db.transaction().execute((trx) => writeCharge(trx, { ...charge, ...facts }, { fetchSeq, at: AT }));
  const stored = () => db.selectFrom("contested_payments").selectAll().executeTakeFirstOrThrow();

  await write({ refunded: true, dispute: "open" }, "10");
  await write({ refunded: false }, "9");
  t.match(
    await stored(),
    { refunded: true, dispute: "open", fetch_seq: "10" },
    "9 was read before 10, whatever text says",
  );
  await write({ refunded: false }, "10");
  t.match(await stored(), { refunded: true }, "the same reading again changes nothing");
  await write({ refunded: false, coversUntil: charge.coversFrom }, "11");
  t.match(await stored(), { refunded: false, dispute: null, fetch_seq: "11", covers_until: charge.coversFrom });
});
