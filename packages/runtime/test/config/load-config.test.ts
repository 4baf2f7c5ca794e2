import {
  ConfigError,
  databaseUrlVariable,
  hostVariable,
  loadConfig,
  logLevelVariable,
  portVariable,
  secretVariable,
  snowflakeVariable,
  textVariable,
  urlVariable,
} from "@moddy/runtime";
import t from "tap";
import { z } from "zod";

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

function faultsOf(env: NodeJS.ProcessEnv): ConfigError {
  try {
    loadConfig(schema, env);
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
