import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { makeProjectCopy } from "./support/project-copy.ts";
import { runLauncher } from "./support/run-launcher.ts";

const asksDatabase = `
import { Client } from "pg";
import t from "tap";
const client = new Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const { rows } = await client.query("show fsync");
t.equal(rows[0].fsync, "off");
await client.end();
`;
const fails = 'import t from "tap"; t.fail("on purpose");';
t.test("tests get a PostgreSQL of their own, and tap's exit status comes out", async (t) => {
  const project = makeProjectCopy(t);
  writeFileSync(join(project, "test", "asks.test.ts"), asksDatabase);
  writeFileSync(join(project, "test", "fails.test.ts"), fails);
  const good = runLauncher(project, ["test", "--disable-coverage", "test/asks.test.ts"]);
  t.strictSame(await good.ended, { code: 0, signal: null }, good.output());
  const bad = runLauncher(project, ["test", "--disable-coverage", "test/asks.test.ts", "test/fails.test.ts"]);
  t.strictSame(await bad.ended, { code: 1, signal: null });
  t.match(bad.output(), /pass: 1, fail: 1/);
});

t.test("DATABASE_URL in the environment is used instead", async (t) => {
  const project = makeProjectCopy(t);
  writeFileSync(join(project, "test", "shows.test.ts"), "console.log(`# url ${process.env.DATABASE_URL}`);");
  const url = "postgres://somebody@elsewhere.example/theirs";
  const run = runLauncher(project, ["test", "--disable-coverage", "test/shows.test.ts"], { DATABASE_URL: url });
  await run.ended;
  t.match(run.output(), `# url ${url}`);
});
