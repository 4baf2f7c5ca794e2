import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { backendEnvironment, botEnvironment, loadConfig, loadEnvFile } from "@moddy/runtime";
import t, { type Test } from "tap";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const example = read(".env.example");
const needed = {
  DISCORD_TOKEN: "a.b.c",
  MODDY_GUILD_ID: "197038439483310086",
  STRIPE_API_KEY: "sk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
  INTERNAL_API_SECRET: "k3Jx-9vQ2mZp7LrT1sYw8NbE5hUa4CdF",
  DATABASE_URL: "postgres://u@db/moddy",
};

/** What a file gives to a process that is started beside it with these variables. */
async function load(t: Test, text: string, variables: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const env = { ...variables };
  const file = join(t.testdir(), ".env");
  await writeFile(file, text);
  loadEnvFile(file, env);
  return env;
}

t.test("copied as it stands, it sets nothing", async (t) => {
  const env = await load(t, example, {});
  t.strictSame(new Set(Object.values(env)), new Set([""]));
});

t.test("the defaults that it shows are those of the services", async (t) => {
  const env = await load(t, example.replaceAll(/^# ([A-Z_]+=)/gm, "$1"), needed);
  t.strictSame(loadConfig(botEnvironment, env), loadConfig(botEnvironment, { ...needed }));
  t.strictSame(loadConfig(backendEnvironment, env), loadConfig(backendEnvironment, { ...needed }));
});

t.test("it holds what the services, npm start and docker compose read", async (t) => {
  const named = new Set([...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name));
  const asked = [
    ...Object.keys(botEnvironment.shape),
    ...Object.keys(backendEnvironment.shape),
    ...[...read("docker-compose.yml").matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name),
    ...[...read("packages/launcher/src/start/settings.ts").matchAll(/env\["([A-Z_]+)"\]/g)].map(([, name]) => name),
    ...[...read("packages/launcher/src/start/choose-ports.ts").matchAll(/variable: "([A-Z_]+)"/g)].map(
      ([, name]) => name,
    ),
  ];
  t.strictSame(
    asked.filter((name) => !named.has(name)),
    [],
  );
});
