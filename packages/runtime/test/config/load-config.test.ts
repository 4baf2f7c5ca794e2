import t from "tap";
import { z } from "zod";
import { ConfigError, loadConfig } from "../../src/config/load-config.ts";
import {
  databaseUrlVariable,
  hostVariable,
  logLevelVariable,
  portVariable,
  secretVariable,
  snowflakeVariable,
  textVariable,
  urlVariable,
} from "../../src/config/variables.ts";

const schema = z.object({
  INTERNAL_API_SECRET: secretVariable,
  INTERNAL_API_SECRET_PREVIOUS: secretVariable.optional(),
  DISCORD_TOKEN: textVariable,
  INTERNAL_PORT: portVariable.default(3000),
  INTERNAL_HOST: hostVariable.default("::"),
  BACKEND_INTERNAL_URL: urlVariable,
  DATABASE_URL: databaseUrlVariable,
  MODDY_GUILD_ID: snowflakeVariable,
  LOG_LEVEL: logLevelVariable.default("info"),
});

const good = {
  INTERNAL_API_SECRET: "k3Jx-9vQ2mZp7LrT1sYw8NbE5hUa4CdF",
  DISCORD_TOKEN: "a.b.c",
  BACKEND_INTERNAL_URL: "http://website-backend.railway.internal:8080/",
  DATABASE_URL: "postgres://moddy@/moddy_bot?host=/run/postgresql",
  MODDY_GUILD_ID: "197038439483310086",
};

function faultsOf(env: NodeJS.ProcessEnv, of: z.ZodType = schema): ConfigError {
  try {
    loadConfig(of, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was taken");
}

t.test("good variables are read, and empty ones count as not set", async (t) => {
  const config = loadConfig(schema, { ...good, INTERNAL_PORT: "", INTERNAL_API_SECRET_PREVIOUS: "", PATH: "/bin" });
  t.strictSame(config, {
    ...good,
    BACKEND_INTERNAL_URL: "http://website-backend.railway.internal:8080",
    INTERNAL_PORT: 3000,
    INTERNAL_HOST: "::",
    LOG_LEVEL: "info",
  });
});

t.test("every fault is named at once, with its fix and without a value", async (t) => {
  const bad = {
    INTERNAL_API_SECRET: "short-but-secret",
    INTERNAL_API_SECRET_PREVIOUS: `${good.INTERNAL_API_SECRET}\n`,
    INTERNAL_PORT: "80800",
    INTERNAL_HOST: "[::]",
    BACKEND_INTERNAL_URL: "my-own-host:8080",
    DATABASE_URL: "mysql://user:hunter2@host/moddy",
    MODDY_GUILD_ID: "my-guild",
    LOG_LEVEL: "loud",
  };
  const error = faultsOf(bad);
  t.strictSame(error.faults.map((fault) => fault.variable).sort(), Object.keys(schema.shape).sort());
  for (const fault of error.faults) {
    t.match(error.message, `${fault.variable} ${fault.problem}.`);
    t.match(error.message, `Fix: ${fault.fix}.`);
  }
  t.equal(error.faults.find((fault) => fault.variable === "DISCORD_TOKEN")?.problem, "is not set");
  for (const value of Object.values(bad)) t.notOk(error.message.includes(value.trim()), "no value is told");
});

t.test("the message has a line and a fix for each variable", async (t) => {
  const { name, message } = faultsOf({ ...good, INTERNAL_PORT: "80800" });
  t.equal(name, "ConfigError");
  t.strictSame(message.split("\n"), [
    "The configuration cannot be used: 1 variable is wrong.",
    "  INTERNAL_PORT is not a port.",
    "    Fix: set a whole number from 1 to 65535, such as 8080.",
  ]);
  t.strictSame(faultsOf({ ...good, DISCORD_TOKEN: "", MODDY_GUILD_ID: "my-guild" }).message.split("\n"), [
    "The configuration cannot be used: 2 variables are wrong.",
    "  DISCORD_TOKEN is not set.",
    "    Fix: see .env.example for what it takes, and set it in the environment or in .env.",
    "  MODDY_GUILD_ID is not a Discord id.",
    "    Fix: copy it in Discord (developer mode on): 17 to 20 digits.",
  ]);
});

t.test("a rule without a fix gets the general one, and only a variable's first fault counts", async (t) => {
  const fix = "see .env.example for what it takes, and set it in the environment or in .env";
  const refuse = (message: string) => z.string().refine(() => false, message);
  const rules = z.object({ A: refuse("is no v1.0.").refine(() => false, "is odd"), B: refuse("is odd") });
  t.strictSame(faultsOf({ A: "1", B: "1" }, rules).faults, [
    { variable: "A", problem: "is no v1.0", fix },
    { variable: "B", problem: "is odd", fix },
  ]);
  const together = z.object({ A: z.string() }).refine(() => false, "do not fit");
  t.strictSame(faultsOf({ A: "1" }, together).faults, [{ variable: "(several together)", problem: "do not fit", fix }]);
});

t.test("secrets", async (t) => {
  const cases = {
    [`${good.INTERNAL_API_SECRET} `]: "white space",
    [`"${good.INTERNAL_API_SECRET}"`]: "quotes",
    [`Bearer ${good.INTERNAL_API_SECRET}`]: "Bearer",
    "change-me-change-me-change-me-change-me": "placeholder",
    your_internal_api_secret_goes_here_ok: "placeholder",
    [good.INTERNAL_API_SECRET.slice(1)]: "shorter than 32",
    ["ab".repeat(20)]: "guessed",
    "k3Jx-9vQ2mZp7LrT1sYw8 NbE5hUa4CdF": "no HTTP header",
  };
  for (const [secret, problem] of Object.entries(cases)) {
    t.match(faultsOf({ ...good, INTERNAL_API_SECRET: secret }).faults[0]?.problem, problem, problem);
  }
});

t.test("addresses of databases and services", async (t) => {
  const databases = ["postgresql://u:p@db:5432/moddy_bot", "postgres:///moddy?host=/tmp", "postgres://u@[::1]:5432/x"];
  for (const url of databases) t.equal(loadConfig(schema, { ...good, DATABASE_URL: url }).DATABASE_URL, url);
  t.match(faultsOf({ ...good, DATABASE_URL: "postgres://u@db/" }).faults[0]?.problem, "names no database");
  for (const url of ["http://u:p@host", "ftp://host", "http://host/?a=1", " http://host"]) {
    t.equal(faultsOf({ ...good, BACKEND_INTERNAL_URL: url }).faults.length, 1, url);
  }
});
