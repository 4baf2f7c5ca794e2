import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { ROOT } from "../../../test/support/spawn-node.ts";

const SECRET = "kS3v0Jm8QxZ1rT5yWb7Nc2Lp9Dh4Fg6AuEiOoRtYqXw";

/** Runs the very program that `npx moddy` runs, on whichever Node.js is here. */
async function runBin(...args: string[]) {
  const env = { PATH: process.env["PATH"], INTERNAL_API_SECRET: SECRET };
  const child = spawn(process.execPath, [`${ROOT}packages/cli/bin/moddy.mjs`, ...args], { cwd: "/", env });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { status, stdout, stderr };
}

t.test("the program passes the exit status on", async (t) => {
  const [help, unknown] = await Promise.all([runBin("--help"), runBin("docter")]);
  t.match(help, { status: 0, stdout: /^Usage: moddy /, stderr: "" });
  t.match(unknown, { status: 2, stdout: "", stderr: /^error: unknown command 'docter'\n\(Did you mean doctor\?\)\n/ });
});

t.test("a wrong command line: a message with the fix and status 2", async (t) => {
  const cases: readonly (readonly [args: string, expected: RegExp])[] = [
    ["", /^Usage: moddy /],
    ["deliveries", /^Usage: moddy deliveries /],
    ["docter", /unknown command 'docter'/],
    ["doctor --form bot", /unknown option '--form'/],
    ["doctor --from both", /'--from <service>' argument 'both' is invalid\. Allowed choices are bot, backend\./],
    [
      "doctor --watch soon",
      /'--watch \[span\]' argument 'soon' is invalid\. A time span is a number with s, m, h or d/,
    ],
    ["doctor now", /too many arguments for 'doctor'/],
    ["ports 99999", /'99999' is invalid for argument 'ports'\. A port is 1 to 65535\./],
    ["ports 0", /'0' is invalid for argument 'ports'/],
    ["ports http", /'http' is invalid for argument 'ports'/],
    ["probe", /missing required argument 'host'/],
    ["probe localhost", /missing required argument 'ports'/],
    ["probe localhost 80 --timeout 0", /'--timeout <ms>' argument '0' is invalid\. Give a whole number above zero\./],
    ["firewall --firewall iptables", /Allowed choices are ufw, nftables, windows\./],
    ["firewall --peer moddy.railway.internal", /'--peer <address>' argument .+ Give an IP address or a network/],
    ["firewall --peer 10.0.0.0/33", /Give an IP address or a network/],
    ["secret now", /too many arguments for 'secret'/],
    ["secret rotate --bot moddy:3000", /'--bot <address>' argument 'moddy:3000' is invalid\. Give an address, such as/],
    ["deliveries list --state lost", /Allowed choices are pending, succeeded, dead, cancelled, superseded\./],
    [
      "deliveries list --user moddy",
      /'--user <discord-id>' argument 'moddy' is invalid\. A Discord id has 17 to 20 digits\./,
    ],
    [
      "deliveries list --outcome good",
      /'--outcome <code>' argument 'good' is invalid\. Allowed choices are delivered, /,
    ],
    ["deliveries list --operation dance", /'--operation <name>' .+ The operations are .*notify/],
    ["deliveries list --older-than 5", /'--older-than <span>' argument '5' is invalid\. A time span/],
    ["deliveries list --limit 501", /'--limit <count>' argument '501' is invalid\. A page has at most 500/],
    ["deliveries list --url ftp://backend", /'--url <address>' argument 'ftp:\/\/backend' is invalid/],
    ["deliveries show 1", /'1' is invalid for argument 'id'\. A delivery's id is a UUID/],
    ["deliveries retry", /missing required argument 'id'/],
    ["deliveries cancel", /^Nothing is selected: give an id or a filter\.$/m],
    ["sync --url backend", /'--url <address>' argument 'backend' is invalid/],
  ];
  for (const [args, expected] of cases) {
    const run = await runModdy(args.split(" ").filter(Boolean), { INTERNAL_API_SECRET: SECRET });
    t.match(run, { status: 2, stdout: "", stderr: expected }, `moddy ${args}`);
    t.notMatch(run.stderr, SECRET);
  }
});

t.test("a missing or invalid variable: a message and status 2", async (t) => {
  const secret = { INTERNAL_API_SECRET: SECRET };
  const cases: readonly (readonly [args: string, env: Record<string, string>, expected: RegExp])[] = [
    ["deliveries list", {}, /^INTERNAL_API_SECRET is not set/],
    ["sync --dry-run", {}, /^INTERNAL_API_SECRET is not set/],
    ["secret rotate --once", {}, /^INTERNAL_API_SECRET is not set/],
    [
      "secret rotate --once",
      { ...secret, INTERNAL_API_SECRET_NEXT: "short" },
      /^INTERNAL_API_SECRET_NEXT is shorter than 32/,
    ],
    ["deliveries list", { ...secret, BACKEND_INTERNAL_URL: "backend:8080" }, /^BACKEND_INTERNAL_URL is invalid/],
    ["firewall", { DISCORD_TOKEN: "x", INTERNAL_PORT: "many" }, /^INTERNAL_PORT is not a port/],
  ];
  for (const [args, env, expected] of cases) {
    const run = await runModdy(args.split(" "), env);
    t.match(run, { status: 2, stderr: expected }, `moddy ${args}`);
    t.notMatch(run.stdout + run.stderr, SECRET);
  }
});

t.test("a service that does not answer: a message with what to check and status 1", async (t) => {
  const env = { INTERNAL_API_SECRET: SECRET, BACKEND_INTERNAL_URL: "http://[::1]:1" };
  for (const args of ["deliveries list", "sync --dry-run"]) {
    const run = await runModdy(args.split(" "), env);
    t.match(run, {
      status: 1,
      stdout: "",
      stderr: /^cli → backend at \[::1\]:1: the connection was refused\. Check that/,
    });
    t.notMatch(run.stderr, SECRET);
  }
});

t.test("--help describes each command, with status 0", async (t) => {
  const commands = ["doctor", "ports", "probe", "firewall", "invite", "secret", "deliveries", "sync"];
  const nested = ["list", "show", "retry", "retry-all", "cancel"].map((name) => `deliveries ${name}`);
  for (const command of [...commands, ...nested, "secret rotate"]) {
    const { status, stdout, stderr } = await runModdy([...command.split(" "), "--help"], {});
    t.match({ status, stdout, stderr }, { status: 0, stdout: new RegExp(`^Usage: moddy ${command} `), stderr: "" });
    t.match(await runModdy(["help", ...command.split(" ").slice(0, 1)], {}), { status: 0 });
  }
  const { stdout } = await runModdy(["--help"], {});
  for (const command of commands) t.match(stdout, new RegExp(`^ {2}${command} `, "m"));
});
