import { createServer } from "node:http";
import { Client } from "pg";
import t from "tap";
import { createTestDatabase } from "../support/database.ts";
import { expectCause, expectWarning } from "./support/expect-cause.ts";
import { freePorts } from "./support/free-port.ts";
import { openServer } from "./support/open-server.ts";
import { refusingPostgres } from "./support/refusing-postgres.ts";
import { runDoctor } from "./support/run-moddy.ts";
import { startPair } from "./support/start-pair.ts";

t.test("the doctor names what is wrong on its own side", async (t) => {
  const pair = await startPair();
  t.teardown(() => pair.close());

  await t.test("another program on the internal port", async (t) => {
    const { port } = await openServer(
      t,
      createServer((_request, response) => response.end("mine")),
      "::",
    );
    const env = { ...pair.bot, INTERNAL_PORT: String(port) };
    const run = await runDoctor("bot", env);
    expectCause(t, "port_taken", run, env);
    t.match(run.first?.found, `process ${process.pid} `, "it is told which process");
  });

  await t.test("the other service on the public port", async (t) => {
    const env = { ...pair.bot, PORT: String(pair.ports.backend) };
    const run = await runDoctor("bot", env);
    expectCause(t, "port_taken", run, env);
    t.match(run.first?.cause, "The backend has the port that the bot needs.");
  });

  await t.test("the service itself is not running", async (t) => {
    const [port = 0, open = 0] = await freePorts(2);
    await pair.running.bot.stop();
    const env = { ...pair.bot, INTERNAL_PORT: String(port), PORT: String(open) };
    expectCause(t, "way_back_refused", await runDoctor("bot", env), env);
    await pair.restart("bot");
  });

  await t.test("a database that is down", async (t) => {
    const [port] = await freePorts(1);
    const env = { ...pair.bot, DATABASE_URL: `postgres://moddy:password-of-this-test@127.0.0.1:${port}/moddy_bot` };
    expectCause(t, "database_down", await runDoctor("bot", env), env);
  });

  await t.test("a database server whose name does not resolve", async (t) => {
    const env = { ...pair.bot, DATABASE_URL: "postgres://moddy@postgres.moddy.invalid/moddy_bot" };
    expectCause(t, "database_unresolved", await runDoctor("bot", env), env);
  });

  await t.test("a database that does not exist", async (t) => {
    const env = { ...pair.bot, DATABASE_URL: pair.bot["DATABASE_URL"]?.replace(/\/moddy_test_\w+/, "/moddy_nowhere") };
    expectCause(t, "database_missing", await runDoctor("bot", env), env);
  });

  await t.test("a database that does not know the user", async (t) => {
    const url = new URL(pair.bot["DATABASE_URL"] ?? "");
    url.username = "nobody_here";
    const env = { ...pair.bot, DATABASE_URL: url.href };
    expectCause(t, "database_refused", await runDoctor("bot", env), env);
  });

  await t.test("a database server that refuses for reasons of its own", async (t) => {
    for (const [refusal, code] of [
      ["53300", "database_full"],
      ["57P03", "database_starting"],
      ["58030", "database_failed"],
    ] as const) {
      const { port } = await openServer(t, refusingPostgres(refusal), "127.0.0.1");
      const env = { ...pair.bot, DATABASE_URL: `postgres://moddy:password-of-this-test@127.0.0.1:${port}/moddy_bot` };
      expectCause(t, code, await runDoctor("bot", env), env);
    }
  });

  await t.test("an unmigrated database", async (t) => {
    const database = await createTestDatabase();
    t.teardown(() => database.drop());
    const env = { ...pair.bot, DATABASE_URL: database.url };
    expectCause(t, "database_unmigrated", await runDoctor("bot", env), env);
  });

  await t.test("the other service's database", async (t) => {
    const env = { ...pair.bot, DATABASE_URL: pair.backend["DATABASE_URL"] };
    expectCause(t, "database_of_peer", await runDoctor("bot", env), env);
  });

  await t.test("a database that an older version migrated", async (t) => {
    await query(pair.bot["DATABASE_URL"], "update kysely_migration set name = name || '_old' where name like 'bot%'");
    const run = await runDoctor("bot", pair.bot);
    await query(pair.bot["DATABASE_URL"], "update kysely_migration set name = replace(name, '_old', '')");
    expectCause(t, "database_behind", run, pair.bot);
  });

  await t.test("deliveries that nobody takes up", async (t) => {
    await pair.running.backend.stop();
    const client = new Client({ connectionString: pair.backend["DATABASE_URL"] });
    await client.connect();
    t.teardown(() => client.end());
    await client.query(DUE_DELIVERY);
    // Workers pass a locked row by, so the service runs and the delivery stays.
    await client.query("begin");
    await client.query("select from delivery_lanes for update");
    await pair.restart("backend");
    expectCause(t, "queue_stuck", await runDoctor("backend", pair.backend), pair.backend);
    await client.query("delete from deliveries");
    await client.query("commit");
  });

  await t.test("deliveries that wait for long are told, and are no cause", async (t) => {
    await query(pair.backend["DATABASE_URL"], RETRIED_DELIVERY);
    expectWarning(t, "deliveries_old", await runDoctor("backend", pair.backend));
  });

  await t.test("deliveries that ended without success are told, and are no cause", async (t) => {
    await query(pair.backend["DATABASE_URL"], DEAD_DELIVERY);
    expectWarning(t, "deliveries_dead", await runDoctor("backend", pair.backend));
  });
});

const DUE_DELIVERY = `
  insert into delivery_lanes (discord_id, tail, next_attempt_at)
    values ('159985870458322944', 1, now() - interval '10 minutes');
  insert into deliveries (id, operation, discord_id, seq, request, created_at, expires_at)
    values (gen_random_uuid(), 'notify', '159985870458322944', 1, '{}', now() - interval '1 hour',
            now() + interval '6 days')`;

const RETRIED_DELIVERY = `
  insert into deliveries (id, operation, discord_id, request, attempts, outcome, created_at, next_attempt_at, expires_at)
    values (gen_random_uuid(), 'notify', '159985870458322944', '{}', 9, 'discord_unavailable', now() - interval '2 hours',
            now() + interval '10 minutes', now() + interval '6 days')`;

const DEAD_DELIVERY = `
  insert into delivery_lanes (discord_id, tail) values ('159985870458322945', 1);
  insert into deliveries (id, operation, discord_id, seq, request, state, outcome, created_at, expires_at, finished_at)
    values (gen_random_uuid(), 'notify', '159985870458322945', 1, '{}', 'dead', 'rejected', now(), now(), now())`;

async function query(url: string | undefined, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
