import { createAdvisoryLocks, createLogger, LockBusyError } from "@moddy/runtime";
import { Client } from "pg";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";

const logger = createLogger({ service: "test", level: "silent" });

t.test("advisory locks", async (t) => {
  const test = await createTestDatabase();
  const open = () => createAdvisoryLocks({ url: test.url, applicationName: "locks", logger });
  const here = open();
  const there = open();
  const admin = new Client({ connectionString: test.url });
  await admin.connect();
  t.teardown(async () => {
    await Promise.all([here.close(), there.close(), admin.end()]);
    await test.drop();
  });
  const killConnections = () =>
    admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'locks'");

  await t.test("one holder at a time, within a process and across connections", async (t) => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await admin.query("select 1");
      inside -= 1;
    };
    const holders = [here, here, there, there, here, there];
    await Promise.all(holders.map((locks) => locks.withLock("one", work)));
    t.equal(most, 1);
  });

  await t.test("different keys do not wait for each other", async (t) => {
    const first = Promise.withResolvers<void>();
    const holding = here.withLock("a", () => first.promise);
    await here.withLock("b", async () => first.resolve());
    await t.resolves(holding);
  });

  await t.test("waiting ends at waitMs, and tryLock does not wait", async (t) => {
    const lock = await here.tryLock("busy");
    t.ok(lock);
    t.equal(await here.tryLock("busy"), undefined);
    t.equal(await there.tryLock("busy"), undefined);
    await t.rejects(
      here.withLock("busy", async () => 1, { waitMs: 30 }),
      LockBusyError,
    );
    await t.rejects(
      there.withLock("busy", async () => 1, { waitMs: 30 }),
      LockBusyError,
    );
    await lock?.release();
    t.equal(await there.withLock("busy", async () => 1), 1);
  });

  await t.test("a lost connection aborts the holders and releases their locks", async (t) => {
    const lock = await here.tryLock("lost");
    const aborted = new Promise((resolve) => lock?.signal.addEventListener("abort", resolve));
    const told = new Promise((resolve) => here.onLost(resolve));
    await killConnections();
    await Promise.all([aborted, told]);
    t.equal(await there.withLock("lost", async () => "taken"), "taken");
    await lock?.release();
    t.equal(await here.withLock("lost", async () => "again"), "again", "it connects again by itself");
  });

  await t.test("a holder that hangs loses its lock to a process that waits for it", async (t) => {
    const silent = new Client({ connectionString: test.url });
    const ended = new Promise((resolve) => silent.on("error", resolve));
    await silent.connect();
    await silent.query("select pg_advisory_lock(hashtextextended('silent', 0))");
    await t.rejects(
      there.withLock("silent", async () => 1, { waitMs: 30 }),
      LockBusyError,
      "not at once",
    );
    const impatient = createAdvisoryLocks({ url: test.url, applicationName: "impatient", logger, silentMs: 300 });
    t.teardown(() => impatient.close());
    t.equal(await impatient.withLock("silent", async () => "taken"), "taken");
    await ended;
  });

  await t.test("a failing function releases its lock", async (t) => {
    await t.rejects(
      here.withLock("fails", () => Promise.reject(new Error("no"))),
      { message: "no" },
    );
    t.ok(await there.tryLock("fails"));
  });
});
