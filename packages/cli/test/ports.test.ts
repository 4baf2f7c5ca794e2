import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import t, { type Test } from "tap";
import { freePorts } from "../../../test/support/free-ports.ts";
import { runModdy } from "../../../test/support/run-moddy.ts";

interface Listener {
  readonly address: string;
  readonly reach: string;
  readonly pid: number | null;
  readonly command: string | null;
}

interface Shown {
  readonly port: number;
  readonly ipv6: { readonly state: string; readonly listeners: readonly Listener[] };
  readonly ipv4: { readonly state: string; readonly listeners: readonly Listener[] };
  readonly reach: string | null;
  readonly use: string | null;
}

async function inspect(port: number): Promise<Shown> {
  const { status, stdout } = await runModdy(["ports", String(port), "--json"], {});
  const [shown] = JSON.parse(stdout) as Shown[];
  if (status !== 0 || shown === undefined) throw new Error(`moddy ports ended with ${status}: ${stdout}`);
  return shown;
}

async function rowOf(port: number): Promise<string> {
  const { stdout } = await runModdy(["ports", String(port)], {});
  return stdout.split("\n").find((line) => line.startsWith(`${port} `)) ?? "";
}

/** Listens on a port that nobody holds on either family. */
async function openAlone(t: Test, host: string, { ipv6Only = true } = {}): Promise<{ port: number; server: Server }> {
  const [port = 0] = await freePorts(1);
  const server = createServer();
  await once(server.listen({ port, host, ipv6Only }), "listening");
  t.teardown(() => server.close());
  return { port, server };
}

t.test("a free port is free on both families", async (t) => {
  const [port = 0] = await freePorts(1);
  t.match(await inspect(port), { port, ipv6: { state: "free" }, ipv4: { state: "free" }, reach: null });
  t.match(await rowOf(port), /^\d+ +free +free$/);
});

t.test("a port in use: its state in each family, its process and who can reach it", async (t) => {
  for (const [host, ipv6, ipv4, reach] of [
    ["::1", "in use", "free", "this host"],
    ["127.0.0.1", "free", "in use", "this host"],
    ["::", "in use", "free", "everywhere"],
    ["0.0.0.0", "free", "in use", "everywhere"],
  ] as const) {
    const { port } = await openAlone(t, host);
    const shown = await inspect(port);
    t.match(shown, { ipv6: { state: ipv6 }, ipv4: { state: ipv4 }, reach }, host);
    const listeners = [...shown.ipv6.listeners, ...shown.ipv4.listeners];
    t.match(listeners, [{ address: host, reach, pid: process.pid, command: /^node / }]);
    const row = `^${port} +${ipv6} +${ipv4} +${process.pid} node .+ ${reach} \\(${host}\\)$`;
    t.match(await rowOf(port), new RegExp(row), `${host}, for people`);
  }
});

t.test("one listener on :: uses both families", async (t) => {
  const { port } = await openAlone(t, "::", { ipv6Only: false });
  t.match(await inspect(port), { ipv6: { state: "in use" }, ipv4: { state: "in use" }, reach: "everywhere" });
});

t.test("the options of the process are left out: they may contain a secret", async (t) => {
  const script =
    "import { createServer } from 'node:net'; createServer().listen(0, '::1', function () { console.log(this.address().port); });";
  const file = join(t.testdir({ "hold.mjs": script }), "hold.mjs");
  const child = spawn(process.execPath, [file, "--token=of-this-test", "TOKEN=of-this-test"]);
  t.teardown(async () => {
    const gone = once(child, "exit");
    child.kill();
    await gone;
  });
  const [port] = await once(child.stdout.setEncoding("utf8"), "data");
  const shown = await inspect(Number(port));
  t.match(shown.ipv6.listeners, [{ pid: child.pid, command: /^node \S+$/ }]);
  t.notMatch(JSON.stringify(shown), "of-this-test");
});

t.test("without ports: all ports of the pair, as `npm start` chooses them", async (t) => {
  const [one = 0, other = 0] = await freePorts(2);
  const env = { BOT_INTERNAL_PORT: String(one), SANDBOX_PORT: String(other) };
  const { stdout } = await runModdy(["ports", "--json"], env);
  t.match(JSON.parse(stdout), [
    { port: one, use: "bot, internal" },
    { port: 8081, use: "bot, public" },
    { port: 8080, use: "backend, internal" },
    { port: 8000, use: "backend, public" },
    { port: other, use: "sandbox" },
  ]);
  const people = await runModdy(["ports"], env);
  t.match(people.stdout, /^PORT +USED FOR +IPv6 +IPv4 +PROCESS +REACHED FROM$/m);
  t.match(people.stdout, /BOT_INTERNAL_PORT, .+[^]+INTERNAL_HOST sets who can reach/, "with the variables to set");
});

t.test("--watch repeats until it is stopped", async (t) => {
  const { port, server } = await openAlone(t, "::1");
  const stop = new AbortController();
  const states: string[] = [];
  const onLine = (line: string) => {
    states.push((JSON.parse(line) as Shown[])[0]?.ipv6.state ?? "");
    if (states.length === 1) server.close();
    else stop.abort();
  };
  const args = ["ports", String(port), "--json", "--watch", "1s"];
  const { status } = await runModdy(args, {}, { onLine, signal: stop.signal });
  t.same(states, ["in use", "free"]);
  t.equal(status, 0);
});
