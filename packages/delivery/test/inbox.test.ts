import { createInbox } from "@moddy/delivery";
import type { KeyedCall, StoredReply } from "@moddy/internal-api/server";
import { createAdvisoryLocks, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { silent } from "./support/peer.ts";
import { migrateDeliveries } from "./support/sender.ts";

const DELIVERED: StoredReply = { status: 200, body: { success: true, outcome: "delivered" } };

function call(key: string, bodyHash = "a", operation = "notify"): KeyedCall {
  return { key, operation, bodyHash, signal: new AbortController().signal };
}

t.test("inbox", async (t) => {
  const test = await createTestDatabase({ migrate: migrateDeliveries });
  const database = openDatabase<unknown>({ url: test.url, applicationName: "inbox", logger: silent });
  const { db } = database;
  let clock = Date.parse("2026-01-01T00:00:00Z");
  // Two sets of locks stand for two processes: each has a connection of its own.
  const [locks, otherLocks] = [1, 2].map(() =>
    createAdvisoryLocks({ url: test.url, applicationName: "inbox-locks", logger: silent }),
  );
  if (!locks || !otherLocks) throw new Error("unreachable");
  const here = createInbox({ db, locks, testClock: () => clock });
  const there = createInbox({ db, locks: otherLocks, waitMs: 50, testClock: () => clock });
  t.teardown(async () => {
    await Promise.all([locks.close(), otherLocks.close(), database.close()]);
    await test.drop();
  });

  await t.test("a key is executed once, and its reply is stored", async (t) => {
    let runs = 0;
    const execute = async (): Promise<StoredReply> => {
      runs += 1;
      return DELIVERED;
    };
    t.strictSame(await here.run(call("once"), execute), { kind: "fresh", reply: DELIVERED });
    t.strictSame(await there.run(call("once"), execute), { kind: "replayed", reply: DELIVERED });
    t.equal(runs, 1);
  });

  await t.test("a key with another body or another operation is a conflict", async (t) => {
    const execute = async (): Promise<StoredReply> => DELIVERED;
    await here.run(call("taken"), execute);
    t.strictSame(await here.run(call("taken", "b"), execute), { kind: "conflict" });
    t.strictSame(await there.run(call("taken", "a", "roles_update"), execute), { kind: "conflict" });
  });

  await t.test("twenty calls at once run once and share the reply", async (t) => {
    let runs = 0;
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const execute = async (): Promise<StoredReply> => {
      runs += 1;
      started.resolve();
      await release.promise;
      return DELIVERED;
    };
    const calls = Array.from({ length: 20 }, () => here.run(call("crowd"), execute));
    await started.promise;
    const other = here.run(call("crowd", "b"), execute);
    t.strictSame(await there.run(call("crowd"), execute), { kind: "busy" }, "another process waits, and not for ever");
    release.resolve();
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind);
    t.strictSame(kinds.toSorted(), ["fresh", ...Array.from({ length: 19 }, () => "replayed")]);
    t.strictSame(await other, { kind: "conflict" });
    t.equal(runs, 1);
  });

  await t.test("they run once even if PostgreSQL ends every connection", async (t) => {
    let runs = 0;
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const execute = async (): Promise<StoredReply> => {
      runs += 1;
      started.resolve();
      await release.promise;
      return DELIVERED;
    };
    const first = here.run(call("broken"), execute);
    await started.promise;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
    const second = here.run(call("broken"), execute);
    release.resolve();
    t.strictSame([(await first).kind, (await second).kind, runs], ["fresh", "replayed", 1]);
  });

  await t.test("an attempt without a reply is resumed", async (t) => {
    const resumed: boolean[] = [];
    const run = (reply: () => Promise<StoredReply>) =>
      here.run(call("resumed"), (info) => {
        resumed.push(info.resumed);
        return reply();
      });
    await t.rejects(
      run(() => Promise.reject(new Error("crashed"))),
      { message: "crashed" },
    );
    const outage: StoredReply = { status: 200, body: { success: false, outcome: "discord_unavailable" } };
    t.match(await run(async () => outage), { kind: "fresh", reply: outage });
    t.match(await run(async () => ({ status: 503, body: {} })), { kind: "fresh", reply: { status: 503 } });
    t.match(await run(async () => DELIVERED), { kind: "fresh", reply: DELIVERED });
    t.match(await run(async () => outage), { kind: "replayed", reply: DELIVERED });
    t.strictSame(resumed, [false, true, true, true]);
  });

  await t.test("a failure that an operator can fix is not stored for its key", async (t) => {
    const tooHigh: StoredReply = { status: 200, body: { success: false, outcome: "role_too_high" } };
    await here.run(call("mended"), async () => tooHigh);
    t.match(await here.run(call("mended"), async () => DELIVERED), { kind: "fresh", reply: DELIVERED });
  });

  await t.test("keys are purged after thirty days", async (t) => {
    const execute = async (): Promise<StoredReply> => DELIVERED;
    await here.run(call("old"), execute);
    clock += 30 * 86_400_000;
    t.equal((await here.run(call("old"), execute)).kind, "replayed");
    clock += 1;
    t.ok((await here.purge(30)) > 0);
    t.equal((await here.run(call("old"), execute)).kind, "fresh");
  });
});
