import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import t, { type Test } from "tap";
import { spawnWithParent } from "../../../packages/launcher/bin/launch/spawn-with-parent.mjs";
import { chooseDataFolder, prepareFolder } from "../../../packages/launcher/src/postgres/choose-folder.ts";
import { findBinaries } from "../../../packages/launcher/src/postgres/find-binaries.ts";
import { findServerUser } from "../../../packages/launcher/src/postgres/server-user.ts";
import { type PostgresOptions, startPostgres } from "../../../packages/launcher/src/postgres/start-postgres.ts";
import { requireLab } from "../../support/labs.ts";
import { pidOf } from "../../support/spawn-node.ts";
import { until } from "../../support/until.ts";
import { descendantsOf, waitUntilGone } from "./support/process-tree.ts";
import { plainEnvironment } from "./support/run-launcher.ts";

type Teardown = Pick<Test, "teardown">;

const user = findServerUser();
const holder = fileURLToPath(new URL("support/hold-postgres.ts", import.meta.url));

/** A cluster as it is after its first start; the tests work on copies of it. */
const made = emptyOptions(t);

t.test("a new folder becomes a server that only its socket reaches, and goes with its owner", async (t) => {
  const options = made;
  const server = await startPostgres(options);
  t.equal(server.started, true);
  t.equal(await ask(server.url, "show listen_addresses"), "");
  await server[Symbol.asyncDispose]();
  await t.rejects(ask(server.url, "select 1"));
});

t.test("what was written is there at the next start", async (t) => {
  const options = prepare(t);
  {
    await using server = await startPostgres(options);
    await ask(server.url, "create table kept as select 'yes' as answer");
  }
  await using server = await startPostgres(options);
  t.equal(await ask(server.url, "select answer from kept"), "yes");
});

t.test("a second start joins the live server and leaves it running", async (t) => {
  const options = prepare(t);
  await using first = await startPostgres(options);
  const second = await startPostgres(options);
  t.equal(second.started, false);
  await second[Symbol.asyncDispose]();
  t.equal(await ask(first.url, "select 'alive'"), "alive");
});

t.test("two that start at once share one server", async (t) => {
  const options = prepare(t);
  const servers = await Promise.all([startPostgres(options), startPostgres(options)]);
  t.equal(servers.filter(({ started }) => started).length, 1);
  for (const { url } of servers) t.equal(await ask(url, "select 'alive'"), "alive");
  for (const server of servers) await server[Symbol.asyncDispose]();
});

t.test("the empty lock file of a server that is starting is waited for", async (t) => {
  const options = prepare(t);
  const lock = join(options.folder, "postmaster.pid");
  writeFileSync(lock, "");
  const starting = startPostgres(options);
  const refusals = () => (existsSync(options.logFile) ? readFileSync(options.logFile, "utf8") : "");
  await until("PostgreSQL refuses the empty lock file", () => refusals().includes("is empty"));
  rmSync(lock);
  await using server = await starting;
  t.equal(await ask(server.url, "select 'alive'"), "alive");
});

t.test("the empty lock file of a killed start is removed", async (t) => {
  const options = prepare(t);
  const lock = join(options.folder, "postmaster.pid");
  writeFileSync(lock, "");
  utimesSync(lock, 0, 0);
  await using server = await startPostgres(options);
  t.equal(server.started, true);
});

t.test("a killed server's lock file does not stop the next one", async (t) => {
  const options = prepare(t);
  const first = await startPostgres(options);
  process.kill(readServerPid(options.folder), "SIGKILL");
  await first.ended;
  await using second = await startPostgres(options);
  t.equal(second.started, true);
  t.equal(await ask(second.url, "select 'alive'"), "alive");
});

t.test("a lock file whose process id belongs to another program now is removed", async (t) => {
  const options = prepare(t);
  const first = await startPostgres(options);
  const lock = readFileSync(join(options.folder, "postmaster.pid"), "utf8");
  await first[Symbol.asyncDispose]();
  writeFileSync(join(options.folder, "postmaster.pid"), lock.replace(/^\d+/, String(process.pid)));
  await using second = await startPostgres(options);
  t.equal(second.started, true);
});

t.test("a folder that an interrupted first start left half made is made anew", async (t) => {
  const options = emptyOptions(t);
  writeFileSync(join(options.folder, "PG_VERSION"), "18\n");
  await using server = await startPostgres(options);
  t.equal(await ask(server.url, "select 'alive'"), "alive");
});

for (const useSupervisor of [false, true]) {
  const how = useSupervisor ? "the supervisor" : "setpriv";
  t.test(`kill -9 of the owner ends a server that ${how} holds`, async (t) => {
    if (!(await requireLab(t, "linux"))) return;
    const options = prepare(t);
    const owner = spawnWithParent(process.execPath, [holder, JSON.stringify({ ...options, useSupervisor })], {
      env: plainEnvironment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.match(await new Promise((resolve) => owner.stdout?.once("data", (text) => resolve(String(text)))), /^ready/);
    t.teardown(() => owner.kill("SIGKILL"));
    const below = descendantsOf(pidOf(owner));
    t.ok(below.some(({ command }) => command.includes(options.folder)));
    owner.kill("SIGKILL");
    t.strictSame(await waitUntilGone(below), []);
  });
}

t.test("data goes where a socket's path fits and the server's user may enter", async (t) => {
  const home = makeFolder(t);
  t.equal(chooseDataFolder(home, user), join(home, ".moddy", "postgres"));

  const deep = join(home, "a-long-name".repeat(10));
  mkdirSync(deep);
  const moved = chooseDataFolder(deep, user);
  t.teardown(() => rmSync(join(moved, ".."), { recursive: true, force: true }));
  t.match(moved, /^\/(var\/)?tmp\/moddy-/);
  t.equal(chooseDataFolder(deep, user), moved, "the same one at the next start");
});

t.test("root in a folder below a closed home", async (t) => {
  if (!(await requireLab(t, "root"))) return;
  const home = makeFolder(t, 0o700);
  mkdirSync(join(home, "project"));
  const folder = chooseDataFolder(join(home, "project"), user);
  t.teardown(() => rmSync(join(folder, ".."), { recursive: true, force: true }));
  t.match(folder, /^\/var\/tmp\/moddy-/);
  await using server = await startPostgres({ ...emptyOptions(t), folder });
  t.equal(await ask(server.url, "select 'alive'"), "alive");
  t.notOk(existsSync(join(home, "project", ".moddy", "postgres")), "nothing of it in the closed folder");
});

/** Root's servers run as another user: the folder around their data must be open to it. */
function makeFolder(t: Teardown, mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), "mpg-"));
  chmodSync(folder, mode);
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function prepare(t: Teardown): PostgresOptions {
  const options = emptyOptions(t);
  execFileSync("cp", ["-a", `${made.folder}/.`, options.folder]);
  return options;
}

function emptyOptions(t: Teardown): PostgresOptions {
  const home = makeFolder(t);
  const folder = prepareFolder(join(home, "data"), user);
  const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "10" };
  return { folder, binaries: findBinaries(user), user, settings, logFile: join(home, "log") };
}

function readServerPid(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, "postmaster.pid"), "utf8"), 10);
}

async function ask(connectionString: string, query: string): Promise<unknown> {
  const client = new Client({ connectionString });
  try {
    await client.connect();
    const { rows } = await client.query<unknown[]>({ text: query, rowMode: "array" });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}
