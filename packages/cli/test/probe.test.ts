import { once } from "node:events";
import { createServer } from "node:net";
import t from "tap";
import { freePorts } from "../../../test/support/free-ports.ts";
import { openServer } from "../../../test/support/open-server.ts";
import { runModdy } from "../../../test/support/run-moddy.ts";

// What a firewall drops is probed between two hosts, in test/deploy/network/doctor.suite.ts.

t.test("open, with latency; status 0", async (t) => {
  const { port } = await openServer(t, createServer(), "::1");
  const { status, stdout } = await runModdy(["probe", "::1", String(port), "--json"], {});
  t.equal(status, 0);
  const [result] = JSON.parse(stdout);
  t.match(result, { port, address: "::1", family: 6, state: "open", code: null });
  t.ok(result.ms > 0);
  const people = await runModdy(["probe", "[::1]", String(port)], {});
  t.match(people.stdout, new RegExp(`^${port} +::1 +IPv6 +open +\\d+\\.\\d ms$`, "m"));
});

t.test("refused, beside one that is open; status 1", async (t) => {
  const { port } = await openServer(t, createServer(), "127.0.0.1");
  const [nobody = 0] = await freePorts(1);
  const args = ["probe", "127.0.0.1", String(port), String(nobody)];
  const { status, stdout } = await runModdy([...args, "--json"], {});
  t.equal(status, 1);
  t.match(JSON.parse(stdout), [
    { port, state: "open" },
    { port: nobody, family: 4, state: "refused", code: "ECONNREFUSED", ms: null },
  ]);
  const people = await runModdy(args, {});
  t.match(people.stdout, new RegExp(`^${nobody} +127\\.0\\.0\\.1 +IPv4 +refused$`, "m"));
  t.match(people.stdout, /^refused: the host answers, but no program listens/m, "with an explanation");
});

t.test("the other family alone is open: the family that was asked for is refused", async (t) => {
  const [port = 0] = await freePorts(1);
  const server = createServer();
  await once(server.listen(port, "127.0.0.1"), "listening");
  t.teardown(() => server.close());
  const { stdout } = await runModdy(["probe", "::1", String(port), "--json"], {});
  t.match(JSON.parse(stdout), [{ family: 6, state: "refused" }]);
});

t.test("every address of a name is tried", async (t) => {
  const { port } = await openServer(t, createServer(), "127.0.0.1");
  const { status, stdout } = await runModdy(["probe", "localhost", String(port), "--json"], {});
  t.equal(status, 0, "one open address is enough");
  t.ok(
    (JSON.parse(stdout) as { address: string; state: string }[]).some(
      (one) => one.address === "127.0.0.1" && one.state === "open",
    ),
  );
});

t.test("a name without an address is unresolved; status 1", async (t) => {
  const { status, stdout } = await runModdy(["probe", "moddy.invalid", "3000", "8080", "--json"], {});
  t.equal(status, 1);
  t.match(JSON.parse(stdout), [
    { port: 3000, state: "unresolved", address: null, family: null, ms: null },
    { port: 8080, state: "unresolved" },
  ]);
});

t.test("--watch shows that a port opens", async (t) => {
  const [port = 0] = await freePorts(1);
  const server = createServer();
  t.teardown(() => server.close());
  const stop = new AbortController();
  const states: string[] = [];
  const onLine = (line: string) => {
    states.push(JSON.parse(line)[0].state);
    if (states.length === 1) server.listen(port, "::1");
    if (states.at(-1) === "open") stop.abort();
  };
  const args = ["probe", "::1", String(port), "--json", "--watch", "1s"];
  const { status } = await runModdy(args, {}, { onLine, signal: stop.signal });
  t.same([states.at(0), states.at(-1)], ["refused", "open"]);
  t.equal(status, 0, "the status of the last run");
});
