import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { runDoctor, runModdy } from "../../support/run-moddy.ts";
import { ROOT, type Variables } from "../../support/spawn-node.ts";
import { expectCause } from "./support/expect-cause.ts";

const SECRET = randomBytes(32).toString("base64url");
const BOT: Variables = {
  INTERNAL_API_SECRET: SECRET,
  DISCORD_TOKEN: "MTEwMDAwMDAwMDAwMDAwMDAwMg.sandbx.secret-of-this-test",
  MODDY_GUILD_ID: "1100000000000000001",
  MODDY_PREMIUM_ROLE_ID: "1100000000000000011",
  DATABASE_URL: "postgres://postgres:password-of-this-test@127.0.0.1:5432/moddy_bot",
};
const BACKEND: Variables = {
  INTERNAL_API_SECRET: SECRET,
  STRIPE_API_KEY: "sk_test_key-of-this-test",
  STRIPE_WEBHOOK_SECRET: "whsec_secret-of-this-test",
  DATABASE_URL: "postgres://postgres:password-of-this-test@127.0.0.1:5432/moddy_backend",
  PLANS_FILE: `${ROOT}plans.json`,
};

t.test("an invalid secret", async (t) => {
  const flaws: Record<string, string> = {
    "with a trailing space": `${SECRET} `,
    "with a newline at its end": `${SECRET}\n`,
    "in quotes": `"${SECRET}"`,
    'with "Bearer" before it': `Bearer ${SECRET}`,
    "too short": SECRET.slice(0, 20),
    "a placeholder": "change-me-change-me-change-me-change-me",
  };
  for (const [flaw, value] of Object.entries(flaws)) {
    await t.test(flaw, async (t) => {
      const env = { ...BOT, INTERNAL_API_SECRET: value };
      expectCause(t, "secret_invalid", await runDoctor("bot", env), env);
    });
  }
  await t.test("the previous one as well", async (t) => {
    const env = { ...BOT, INTERNAL_API_SECRET_PREVIOUS: `'${SECRET}'` };
    const run = await runDoctor("bot", env);
    expectCause(t, "secret_invalid", run, env);
    t.match(run.first?.found, /^INTERNAL_API_SECRET_PREVIOUS /);
  });
});

t.test("a secret that is missing on one side", async (t) => {
  const env = { ...BACKEND, INTERNAL_API_SECRET: undefined };
  const run = await runDoctor("backend", env);
  expectCause(t, "configuration_invalid", run, env);
  t.match(run.first?.found, /INTERNAL_API_SECRET/);
});

t.test("nothing is set up and nothing is running", async (t) => {
  const run = await runDoctor("bot", {});
  expectCause(t, "configuration_absent", run, {});
  t.match(run.first?.fix, /^Run `npm start`: it starts the pair /);
  const { stdout, status } = await runModdy(["doctor"], {});
  t.equal(status, 1);
  t.equal(
    stdout.match(/nothing is set up here/g)?.length,
    2,
    "once in the report and once in its summary, not once for each side",
  );
});

t.test("several invalid variables are reported together", async (t) => {
  const env = { ...BACKEND, INTERNAL_PORT: "eighty", BOT_INTERNAL_URL: "moddy:3000", DATABASE_URL: "mysql://db/moddy" };
  const run = await runDoctor("backend", env);
  expectCause(t, "configuration_invalid", run, env);
  t.match(run.first?.found, /^3 variables are invalid: /);
  for (const name of ["INTERNAL_PORT", "BOT_INTERNAL_URL", "DATABASE_URL"]) t.match(run.first?.found, name);
});

t.test("a plan catalogue that cannot be used", async (t) => {
  const file = join(t.testdir(), "plans.json");
  await writeFile(file, JSON.stringify({ plans: [{ id: "premium" }] }));
  for (const [path, expected] of [
    [file, /is not a plan catalogue/],
    ["/nowhere/plans.json", /cannot be read/],
  ] as const) {
    const env = { ...BACKEND, PLANS_FILE: path };
    const run = await runDoctor("backend", env);
    expectCause(t, "configuration_invalid", run, env);
    t.match(run.first?.cause, expected);
  }
});

t.test("a public port that is the internal one", async (t) => {
  const env = { ...BOT, PORT: "3000" };
  const run = await runDoctor("bot", env);
  expectCause(t, "configuration_invalid", run, env);
  t.match(run.first?.cause, /PORT is the same as INTERNAL_PORT/);
});
