import t from "tap";
import type { z } from "zod";
import {
  databaseUrlVariable,
  hostVariable,
  logLevelVariable,
  numberVariable,
  portVariable,
  secondsListVariable,
  snowflakeVariable,
  textVariable,
  urlVariable,
  webhookUrlVariable,
} from "../../src/config/variables.ts";

/** The first problem of a value and its fix, or undefined. */
function flawOf(variable: z.ZodType, value: string): { problem: string; fix: unknown } | undefined {
  const issue = variable.safeParse(value).error?.issues[0];
  if (!issue) return undefined;
  return { problem: issue.message, fix: issue.code === "custom" ? issue.params?.["fix"] : undefined };
}

const QUOTES = { problem: "has quotes around it", fix: "remove the quotes" };
const EDGES = { problem: "has white space at its start or end", fix: "remove it" };

t.test("a text has no white space or quotes around it", async (t) => {
  t.equal(textVariable.parse("a b"), "a b");
  t.equal(textVariable.parse(`it's "so" fine`), `it's "so" fine`);
  for (const value of [" a", "a ", "a\n"]) t.strictSame(flawOf(textVariable, value), EDGES);
  for (const value of ['"a"', "'a", "a`", '"a']) t.strictSame(flawOf(textVariable, value), QUOTES);
});

t.test("a port is a whole number up to 65535", async (t) => {
  for (const port of [0, 1, 8080, 65_535]) t.equal(portVariable.parse(String(port)), port);
  const flaw = { problem: "is not a port", fix: "set a whole number from 1 to 65535, such as 8080" };
  for (const value of ["65536", "-1", "1.5", "80a", "a80", "", "100000", "1e3"]) {
    t.strictSame(flawOf(portVariable, value), flaw, value);
  }
});

t.test("a host is one IP address or localhost", async (t) => {
  for (const host of ["::", "::1", "0.0.0.0", "10.1.2.3", "fd12::7", "localhost"])
    t.equal(hostVariable.parse(host), host);
  const fix = "set `::` (every address, IPv6 and IPv4), or one IP address";
  for (const value of ["[::]", "example.com", "", "1.2.3", "::1 "]) {
    t.strictSame(flawOf(hostVariable, value), { problem: "is not an address to listen on", fix }, value);
  }
});

t.test("the address of a service is http or https, with no secret in it", async (t) => {
  t.equal(urlVariable.parse("http://bot.internal:3000"), "http://bot.internal:3000");
  t.equal(urlVariable.parse("https://bot.internal/api//"), "https://bot.internal/api");
  const fix = "set an address such as http://website-backend.railway.internal:8080";
  const flaws: [string, string][] = [
    ["bot.internal", "is not an address"],
    ["http://", "is not an address"],
    ["", "is not an address"],
    ["mailto:someone", "is not an address"],
    ["ftp://bot.internal", "does not begin with http: or https://"],
    ["http://user@bot.internal", "holds a user or a password"],
    ["http://:password@bot.internal", "holds a user or a password"],
    ["http://bot.internal?a=1", "has a query or a fragment"],
    ["http://bot.internal#a", "has a query or a fragment"],
  ];
  for (const [value, problem] of flaws) t.strictSame(flawOf(urlVariable, value), { problem, fix }, value);
  t.strictSame(flawOf(urlVariable, '"http://bot.internal"'), QUOTES);
  t.strictSame(flawOf(urlVariable, "http://bot.internal "), EDGES);
});

t.test("a webhook is https, or http on this machine", async (t) => {
  const good = [
    "https://hooks.example.com/a?key=1",
    "http://localhost:9000/",
    "http://127.0.0.1/hook",
    "http://[::1]:9000/hook",
  ];
  for (const value of good) t.equal(webhookUrlVariable.parse(value), value);
  const flaw = { problem: "is not the address of a webhook", fix: "set an address that begins with https://" };
  for (const value of [
    "http://hooks.example.com",
    "ftp://localhost",
    "hooks",
    "",
    "https://",
    "http://127.0.0.1.example.com",
  ]) {
    t.strictSame(flawOf(webhookUrlVariable, value), flaw, value);
  }
  t.strictSame(flawOf(webhookUrlVariable, " https://hooks.example.com"), EDGES);
});

t.test("the address of a database names one", async (t) => {
  const good = [
    "postgres://user:password@host:5432/moddy_bot",
    "postgresql://host/moddy_bot",
    "postgres:///moddy_bot?host=/run/postgresql",
    "postgres://user@/moddy_bot?host=/run/postgresql",
    "postgres://user:p%40ss@host/moddy_bot",
  ];
  for (const value of good) t.equal(databaseUrlVariable.parse(value), value);
  const fix = "set an address such as postgres://user:password@host:5432/moddy_bot";
  const flaws: [string, string][] = [
    ["mysql://host/moddy_bot", "does not begin with postgres://"],
    ["host/moddy_bot", "does not begin with postgres://"],
    ["xpostgres://host/moddy_bot", "does not begin with postgres://"],
    ["postgres://host", "names no database"],
    ["postgres://host/", "names no database"],
    ["postgres:///", "names no database"],
    ["postgres://host:port/moddy_bot", "is not the address of a database"],
  ];
  for (const [value, problem] of flaws) t.strictSame(flawOf(databaseUrlVariable, value), { problem, fix }, value);
  t.strictSame(flawOf(databaseUrlVariable, "'postgres://host/moddy_bot"), QUOTES);
});

t.test("a number lies between its limits, both included", async (t) => {
  const share = numberVariable({ min: 0, max: 1 });
  for (const [value, number] of [
    ["0", 0],
    ["1", 1],
    ["0.25", 0.25],
  ] as const)
    t.equal(share.parse(value), number);
  const days = numberVariable({ min: 1, max: 90 });
  t.equal(days.parse("90"), 90);
  for (const value of ["0", "91", "-1", ".5", "1.", "1e1", "a1", "1a", "", " 1"]) {
    t.strictSame(
      flawOf(days, value),
      { problem: "is not a number from 1 to 90", fix: "set one, such as `3` or `0.1`" },
      value,
    );
  }
});

t.test("a Discord id has 17 to 20 digits", async (t) => {
  for (const id of ["1".repeat(17), "1".repeat(20)]) t.equal(snowflakeVariable.parse(id), id);
  const flaw = { problem: "is not a Discord id", fix: "copy it in Discord (developer mode on): 17 to 20 digits" };
  for (const value of ["1".repeat(16), "1".repeat(21), `${"1".repeat(17)}a`, `a${"1".repeat(17)}`, ""]) {
    t.strictSame(flawOf(snowflakeVariable, value), flaw, value);
  }
});

t.test("the log levels are pino's", async (t) => {
  for (const level of ["trace", "debug", "info", "warn", "error", "fatal"])
    t.equal(logLevelVariable.parse(level), level);
  for (const level of ["silent", "INFO", ""]) t.notOk(logLevelVariable.safeParse(level).success);
});

t.test("a list of seconds is one to so many whole numbers", async (t) => {
  const pauses = secondsListVariable({ max: 900, most: 4 });
  t.same(pauses.parse("0,10, 60,900"), [0, 10, 60, 900]);
  t.same(pauses.parse("0"), [0]);
  for (const value of ["", ",", "0,", "1.5", "-1", "901", "ten", "0;10", "0,1,2,3,4", "1e2"]) {
    t.match(pauses.safeParse(value).error?.issues, [{ message: /1 to 4 whole numbers from 0 to 900/ }], value);
  }
});
