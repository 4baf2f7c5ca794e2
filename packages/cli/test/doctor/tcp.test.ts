import { createServer } from "node:net";
import t from "tap";
import type { Attempt } from "../../src/doctor/check-context.ts";
import { tcp } from "../../src/doctor/checks/tcp.ts";
import type { Configuration } from "../../src/doctor/configuration.ts";
import { checkContext, cliContext } from "../support/check-context.ts";

const FAR = "192.0.2.7";

function attempt(state: Exclude<Attempt["result"]["state"], "open">, address = FAR): Attempt {
  return { address, family: 4, result: { state, code: "EOFTHISTEST" } };
}

async function run(attempts: readonly Attempt[], peerPort = 8080, running = false) {
  const cli = cliContext(running ? { running: { pid: 1, bot: {}, backend: {} } } : {});
  const configuration = { variables: { INTERNAL_API_SECRET: "secret-of-this-test" } } as Configuration;
  return await tcp.run(checkContext({ cli, configuration, peerPort, connectPeer: async () => attempts }));
}

t.test("each result has its own cause", async (t) => {
  for (const [state, code] of [
    ["refused", "tcp_refused"],
    ["filtered", "tcp_filtered"],
    ["denied", "tcp_denied"],
    ["unreachable", "tcp_unreachable"],
    ["failed", "tcp_unreachable"],
  ] as const) {
    t.match(await run([attempt(state)]), { status: "bad", code }, state);
  }
});

t.test("one open address is enough; a reset connection is open as well", async (t) => {
  const open = { address: "fd12::1", family: 6, result: { state: "open", ms: 1.25 } } as const;
  t.match(await run([attempt("refused"), open]), { status: "ok", found: "[fd12::1]:8080 is open, 1.3 ms" });
  t.match(await run([attempt("filtered"), attempt("reset")]), { status: "ok", found: `${FAR}:8080 is open` });
});

t.test("of several failures the most informative one is reported", async (t) => {
  const order = ["refused", "denied", "filtered", "unreachable", "failed"] as const;
  for (const [index, first] of order.entries()) {
    for (const second of order.slice(index + 1)) {
      const expected = (await run([attempt(first)])).code;
      t.equal((await run([attempt(second), attempt(first)])).code, expected, `${first} before ${second}`);
    }
  }
});

t.test("refused on another host: its service or a firewall is the cause", async (t) => {
  t.match(await run([attempt("refused")]), { code: "tcp_refused", cause: /or a firewall rejects the connection\.$/ });
});

t.test("refused on this host: another address that is open is named; otherwise nothing listens", async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const wrong = await run([attempt("refused", "::1")], port);
  t.match(wrong, { code: "tcp_wrong_family", cause: `port ${port} is open on 127.0.0.1, but not on ::1` });
  await new Promise((resolve) => server.close(resolve));
  const refused = await run([attempt("refused", "::1")], port);
  t.match(refused, { code: "tcp_refused", fix: /^Start the backend\. If it runs on another host/ });
  const restarted = await run([attempt("refused", "::1")], port, true);
  t.match(restarted.fix, /^`npm start` restarts the backend/);
  t.notMatch(restarted.fix, "another host", "under npm start both are on this host");
});
