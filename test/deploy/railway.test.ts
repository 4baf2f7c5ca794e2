import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { backendEnvironment, botEnvironment, checkSecret, loadConfig } from "@moddy/runtime";
import {
  createRailwayContext,
  RAILWAY_GRAPH_VERSION,
  type ResourceNode,
  type ServiceNode,
  type VariableValue,
  validateGraph,
} from "railway/iac";
import t from "tap";
import program from "../../.railway/railway.ts";
import { ROOT } from "../support/spawn-node.ts";

const { resources = [] } = await program(createRailwayContext({ projectName: "moddy" }), () => {
  throw new Error("The program uses the package's own `project`.");
});
const all = resources.flat();
const serviceOf = (name: string): ServiceNode => {
  const found = all.find((resource: ResourceNode): resource is ServiceNode => resource.address === `service.${name}`);
  if (!found) throw new Error(`There is no service ${name}.`);
  return found;
};
const backend = serviceOf("website-backend");
const bot = serviceOf("moddy");

/** What Railway would hand to the process: references followed, private names filled in, what only a person knows made up. */
function environmentOf(service: ServiceNode, secret: string): Record<string, string> {
  const given: Record<string, string> = {
    DISCORD_TOKEN: "token-of-this-test",
    MODDY_GUILD_ID: "1100000000000000001",
    STRIPE_API_KEY: "sk_test_key-of-this-test",
    STRIPE_WEBHOOK_SECRET: "whsec_secret-of-this-test",
  };
  const values: Record<string, string> = { "Postgres.PGPORT": "5432" };
  const read = (name: string, value: VariableValue): string => {
    if (value.type === "preserve") return given[name] ?? "";
    if (value.type === "literal") {
      return (value.value ?? "").replaceAll(/\$\{\{([^}]+)\}\}/g, (_, reference: string) => {
        return reference
          .replace(/^(.+)\.RAILWAY_PRIVATE_DOMAIN$/, "$1.railway.internal")
          .replace(/^Postgres\.\w+$/, (pg) => {
            return values[pg] ?? "postgres";
          });
      });
    }
    return secret;
  };
  return Object.fromEntries(Object.entries(service.variables ?? {}).map(([name, value]) => [name, read(name, value)]));
}

t.test("two services and a PostgreSQL, and nothing else", async (t) => {
  t.same(all.map(({ address }) => address).sort(), ["database.Postgres", "service.moddy", "service.website-backend"]);
  t.match(
    all.find(({ type }) => type === "database"),
    { engine: "postgres" },
  );
  const graph = { version: RAILWAY_GRAPH_VERSION, project: { name: "moddy" }, environments: [], edges: [] };
  t.same(validateGraph({ ...graph, resources: all }), [], "Railway's own package finds nothing wrong");
});

t.test("the variables are what each service reads, and enough for it", async (t) => {
  const secret = randomBytes(33).toString("base64url");
  t.match(loadConfig(backendEnvironment, environmentOf(backend, secret)), {
    BOT_INTERNAL_URL: "http://moddy.railway.internal:3000",
    DATABASE_URL: "postgresql://postgres:postgres@postgres:5432/moddy_backend",
    INTERNAL_HOST: "::",
  });
  t.match(loadConfig(botEnvironment, environmentOf(bot, secret)), {
    BACKEND_INTERNAL_URL: "http://website-backend.railway.internal:8080",
    DATABASE_URL: "postgresql://postgres:postgres@postgres:5432/moddy_bot",
    INTERNAL_HOST: "::",
  });
  for (const [service, schema] of [
    [backend, backendEnvironment],
    [bot, botEnvironment],
  ] as const) {
    const strange = Object.keys(service.variables ?? {}).filter(
      (name) => !(name in schema.shape) && name !== "MODDY_SERVICE",
    );
    t.same(strange, [], `${service.name} is given nothing that it does not know`);
  }
});

t.test("what a person sets reaches the service, also after the next apply", async (t) => {
  const decided = ["DISCORD_API_BASE", "STRIPE_API_BASE", "HOST"];
  for (const [service, schema] of [
    [backend, backendEnvironment],
    [bot, botEnvironment],
  ] as const) {
    const dropped = Object.keys(schema.shape).filter((name) => !(name in (service.variables ?? {})));
    t.same(
      dropped.filter((name) => !decided.includes(name)),
      [],
      `an apply would remove these from ${service.name}`,
    );
  }
  t.match(backend.variables?.["GRACE_DAYS"], { type: "preserve" });
});

t.test("each finds the other where it listens", async (t) => {
  const secret = randomBytes(33).toString("base64url");
  const { BOT_INTERNAL_URL, INTERNAL_PORT: backendPort } = environmentOf(backend, secret);
  const { BACKEND_INTERNAL_URL, INTERNAL_PORT: botPort } = environmentOf(bot, secret);
  t.equal(new URL(BOT_INTERNAL_URL ?? "").port, botPort);
  t.equal(new URL(BACKEND_INTERNAL_URL ?? "").port, backendPort);
  t.match(bot.variables?.["BACKEND_INTERNAL_URL"], { value: /\$\{\{website-backend\.RAILWAY_PRIVATE_DOMAIN\}\}/ });
  t.match(backend.variables?.["BOT_INTERNAL_URL"], { value: /\$\{\{moddy\.RAILWAY_PRIVATE_DOMAIN\}\}/ });
});

t.test("one secret, made by Railway and kept, and shared by reference", async (t) => {
  t.match(backend.variables?.["INTERNAL_API_SECRET"], {
    type: "raw",
    value: { generator: "secret(44)", preserveExisting: true },
  });
  t.match(bot.variables?.["INTERNAL_API_SECRET"], {
    type: "reference",
    resource: "service.website-backend",
    output: "INTERNAL_API_SECRET",
  });
});

t.test("a generator that is stored as its own text is no secret", async (t) => {
  const inBraces = (text: string) => ["$", "{{", text, "}}"].join("");
  for (const text of ["secret(44)", inBraces("secret(44)"), inBraces('secret(44, "abcdefghijklmnopqrstuvwxyz")')]) {
    t.type(checkSecret(text)?.fix, "string", text);
    const start = () => loadConfig(botEnvironment, environmentOf(bot, text));
    t.throws(start, { name: "ConfigError", faults: [{ variable: "INTERNAL_API_SECRET" }] });
  }
});

t.test("deployments: checked on the public port, migrated before, drained after", async (t) => {
  for (const service of [backend, bot]) {
    t.match(service.build, { builder: "DOCKERFILE" });
    const dockerfile = await readFile(`${ROOT}${service.build?.dockerfilePath}`, "utf8");
    t.match(
      dockerfile,
      new RegExp(`^FROM \\w+ AS ${environmentOf(service, "")["MODDY_SERVICE"]}$`, "m"),
      "its image is there",
    );
    t.match(service.deploy, {
      preDeployCommand: ["node dist/migrate.js"],
      healthcheckPath: "/readyz",
      restartPolicyType: "ALWAYS",
    });
    // Twenty seconds is what a service takes at most to finish what runs.
    t.ok((service.deploy?.drainingSeconds ?? 0) > 20);
    const { PORT, INTERNAL_PORT } = environmentOf(service, "");
    t.ok(PORT && PORT !== INTERNAL_PORT, "Railway checks PORT, which is the public one");
    t.notOk(service.networking?.tcpProxies, "nothing but HTTP is let in");
  }
  t.ok((backend.deploy?.overlapSeconds ?? 0) > 0, "the old backend answers until the new one is known");
  t.equal(bot.deploy?.overlapSeconds, 0, "two bots are never meant to be alive");
});

t.test("railway.json, which existing projects read, says the same of the bot", async (t) => {
  const file = JSON.parse(await readFile(`${ROOT}railway.json`, "utf8")) as { build: object; deploy: object };
  t.same(file.build, bot.build);
  t.same(file.deploy, bot.deploy);
});
