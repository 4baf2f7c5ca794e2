import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { Client } from "pg";
import t from "tap";
import { createTestDatabase } from "../../support/database.ts";
import { freePorts } from "../../support/free-ports.ts";
import { openServer } from "../../support/open-server.ts";
import { runDoctor } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { expectCause, expectTold, expectWarning } from "./support/expect-cause.ts";
import { refusingPostgres } from "./support/refusing-postgres.ts";

t.test("the doctor names what is wrong on its own side", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());

  await t.test("another program on the internal port", async (t) => {
    const { port } = await openServer(
      t,
      createServer((_request, response) => response.end("mine")),
      "::",
    );
    const env = { ...pair.environments.bot, INTERNAL_PORT: String(port) };
    const run = await runDoctor("bot", env);
    expectCause(t, "port_taken", run, env);
    t.match(run.first?.found, `process ${process.pid} `, "the report names the process");
  });

  await t.test("the other service on the public port", async (t) => {
    const env = { ...pair.environments.bot, PORT: String(pair.ports.backend) };
    const run = await runDoctor("bot", env);
    expectCause(t, "port_taken", run, env);
    t.match(run.first?.cause, "The backend uses the port that the bot needs.");
  });

  await t.test("a service that hangs", async (t) => {
    const server = createTcpServer((socket) => socket.on("error", () => undefined).resume());
    const { port } = await openServer(t, server, "::1");
    const env = { ...pair.environments.bot, INTERNAL_PORT: String(port) };
    const run = await runDoctor("bot", env);
    expectCause(t, "port_silent", run, env);
    t.match(run.first?.found, `process ${process.pid} `, "the report names the process");
  });

  await t.test("the service itself is not running", async (t) => {
    const [port = 0, open = 0] = await freePorts(2);
    await pair.stop("bot");
    const env = { ...pair.environments.bot, INTERNAL_PORT: String(port), PORT: String(open) };
    const run = await runDoctor("bot", env);
    await pair.restart("bot");
    expectTold(t, "not_running", run);
    expectCause(t, "way_back_refused", run, env);
    t.match(run.first?.cause, /^The bot is not running: /);
  });

  await t.test("a database that is down", async (t) => {
    const [port] = await freePorts(1);
    const env = {
      ...pair.environments.bot,
      DATABASE_URL: `postgres://moddy:password-of-this-test@127.0.0.1:${port}/moddy_bot`,
    };
    expectCause(t, "database_down", await runDoctor("bot", env), env);
  });

  await t.test("a database server whose name does not resolve", async (t) => {
    const env = { ...pair.environments.bot, DATABASE_URL: "postgres://moddy@postgres.moddy.invalid/moddy_bot" };
    expectCause(t, "database_unresolved", await runDoctor("bot", env), env);
  });

  await t.test("a database that does not exist", async (t) => {
    const env = {
      ...pair.environments.bot,
      DATABASE_URL: pair.environments.bot["DATABASE_URL"]?.replace(/\/moddy_test_\w+/, "/moddy_nowhere"),
    };
    expectCause(t, "database_missing", await runDoctor("bot", env), env);
  });

  await t.test("a database that does not know the user", async (t) => {
    const url = new URL(pair.environments.bot["DATABASE_URL"] ?? "");
    url.username = "nobody_here";
    const env = { ...pair.environments.bot, DATABASE_URL: url.href };
    expectCause(t, "database_refused", await runDoctor("bot", env), env);
  });

  await t.test("a database server that refuses for reasons of its own", async (t) => {
    for (const [refusal, code] of [
      ["53300", "database_full"],
      ["57P03", "database_starting"],
      ["58030", "database_failed"],
    ] as const) {
      const { port } = await openServer(t, refusingPostgres(refusal), "127.0.0.1");
      const env = {
        ...pair.environments.bot,
        DATABASE_URL: `postgres://moddy:password-of-this-test@127.0.0.1:${port}/moddy_bot`,
      };
      expectCause(t, code, await runDoctor("bot", env), env);
    }
  });

  await t.test("an unmigrated database", async (t) => {
    const database = await createTestDatabase();
    t.teardown(() => database.drop());
    const env = { ...pair.environments.bot, DATABASE_URL: database.url };
    expectCause(t, "database_unmigrated", await runDoctor("bot", env), env);
  });

  await t.test("the other service's database", async (t) => {
    const env = { ...pair.environments.bot, DATABASE_URL: pair.environments.backend["DATABASE_URL"] };
    expectCause(t, "database_of_peer", await runDoctor("bot", env), env);
  });

  await t.test("a database that an older version migrated", async (t) => {
    await query(
      pair.environments.bot["DATABASE_URL"],
      "update kysely_migration set name = name || '_old' where name like 'bot%'",
    );
    const run = await runDoctor("bot", pair.environments.bot);
    await query(pair.environments.bot["DATABASE_URL"], "update kysely_migration set name = replace(name, '_old', '')");
    expectCause(t, "database_behind", run, pair.environments.bot);
  });

  await t.test("an import of Stripe's subscriptions that has not ended", async (t) => {
    const { backend } = pair.environments;
    const change = (text: string) => query(backend["DATABASE_URL"], text);
    await change("update imports set phase = 'payments', finished_at = null");
    expectWarning(t, "import_running", await runDoctor("backend", backend));
    await change("update imports set progress_at = now() - interval '11 minutes'");
    expectCause(t, "import_stuck", await runDoctor("backend", backend), backend);
    await change("update imports set failure = 'stripe_key_forbidden'");
    const failing = await runDoctor("backend", backend);
    expectCause(t, "import_failing", failing, backend);
    t.match(failing.first?.fix, /read access/);
    await change("update imports set phase = 'finished', finished_at = now(), failure = null, unreadable = 2");
    expectWarning(t, "import_unreadable", await runDoctor("backend", backend));
    await change("delete from imports; delete from milestones where name = 'first_import'");
    expectCause(t, "import_never", await runDoctor("backend", backend), backend);
    await change("insert into milestones values ('first_import', now())");
  });

  await t.test("deliveries that no worker sends", async (t) => {
    await pair.stop("backend");
    const client = new Client({ connectionString: pair.environments.backend["DATABASE_URL"] });
    await client.connect();
    t.teardown(() => client.end());
    await client.query(delivery(1, { hours: 1, dueInMinutes: -10 }));
    // Workers pass a locked row by, so the service runs and the delivery stays.
    await client.query("begin");
    await client.query("select from delivery_queues for update");
    await pair.restart("backend");
    expectCause(t, "queue_stuck", await runDoctor("backend", pair.environments.backend), pair.environments.backend);
    await client.query("update delivery_queues set next_attempt_at = null; delete from deliveries");
    await client.query("commit");
  });

  await t.test("deliveries that are pending for a long time are a warning", async (t) => {
    await query(pair.environments.backend["DATABASE_URL"], delivery(2, { hours: 2, dueInMinutes: 10 }));
    expectWarning(t, "deliveries_old", await runDoctor("backend", pair.environments.backend));
  });

  await t.test("deliveries that ended without success are a warning", async (t) => {
    await query(pair.environments.backend["DATABASE_URL"], delivery(3, { hours: 3 }));
    expectWarning(t, "deliveries_dead", await runDoctor("backend", pair.environments.backend));
  });
});

/** A delivery of a user of its own that is `hours` old: due in so many minutes, or dead. */
function delivery(seq: number, fields: { hours: number; dueInMinutes?: number }): string {
  const user = `1599858704583229${String(seq).padStart(2, "0")}`;
  const { hours, dueInMinutes } = fields;
  const due = dueInMinutes === undefined ? "null" : `now() + interval '${dueInMinutes} minutes'`;
  const [state, finished] = dueInMinutes === undefined ? ["dead", "now()"] : ["pending", "null"];
  return `
    insert into delivery_queues (discord_id, tail, next_attempt_at) values ('${user}', 1, ${due});
    insert into deliveries (id, operation, discord_id, seq, request, state, created_at, expires_at, finished_at)
      values (gen_random_uuid(), 'notify', '${user}', 1, '{}', '${state}', now() - interval '${hours} hours',
              now() + interval '6 days', ${finished});`;
}

async function query(url: string | undefined, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
