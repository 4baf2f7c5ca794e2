import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import t, { type Test } from "tap";
import { openServer } from "../../../../test/support/open-server.ts";
import { ownPorts } from "../../src/doctor/checks/own-ports.ts";
import type { Configuration } from "../../src/doctor/configuration.ts";
import { identifyPortHolder } from "../../src/doctor/own/identify-port-holder.ts";
import type { Address } from "../../src/network/resolve-name.ts";
import { SERVICES } from "../../src/pair/services.ts";
import type { PortState } from "../../src/ports/inspect-port.ts";
import { checkContext, cliContext, errorOf, port } from "../support/check-context.ts";

const SECRET = "secret-of-this-test";

function configuration(INTERNAL_HOST: string): Configuration {
  return { variables: { INTERNAL_HOST, INTERNAL_API_SECRET: SECRET } } as Configuration;
}

async function run(
  host: string,
  addresses: readonly Address[],
  ports: { internal?: PortState; public?: PortState } = {},
) {
  const context = checkContext({
    cli: cliContext(),
    configuration: configuration(host),
    inspectOwnPorts: async () => ({ internal: ports.internal ?? port(3000), public: ports.public ?? port(8081) }),
    resolvePeer: async () => ({ addresses }),
  });
  return await ownPorts.run(context);
}

const V6 = { address: "fd12::20", family: 6 } as const;
const V4 = { address: "10.0.0.5", family: 4 } as const;
const LOCAL = { address: "::1", family: 6 } as const;

t.test("the host that the internal port is bound to, and where the peer is", async (t) => {
  const cases: readonly (readonly [host: string, addresses: readonly Address[], code: string])[] = [
    ["::", [V6], "not_running"],
    ["0.0.0.0", [V4], "not_running"],
    ["0.0.0.0", [V6], "port_wrong_family"],
    ["0.0.0.0", [V6, V4], "not_running"],
    ["10.0.0.1", [V6], "port_wrong_family"],
    ["fd12::1", [V4], "not_running"],
    ["127.0.0.1", [V4], "port_loopback"],
    ["::1", [V6], "port_loopback"],
    ["localhost", [V6], "port_loopback"],
    ["::1", [LOCAL], "not_running"],
    ["::1", [LOCAL, V6], "not_running"],
    ["::1", [], "not_running"],
  ];
  for (const [host, addresses, code] of cases) {
    const names = addresses.map(({ address }) => address).join(" ");
    t.equal((await run(host, addresses)).code, code, `${host}, peer at ${names || "no address"}`);
  }
});

t.test("a port that this user may not open names its variable", async (t) => {
  const denied = (number: number): PortState => ({
    ...port(number),
    ipv6: { state: "not permitted", listeners: [] },
  });
  t.match(await run("::", [V6], { internal: denied(80) }), { code: "port_not_permitted", fix: /^Set INTERNAL_PORT / });
  t.match(await run("::", [V6], { public: denied(81) }), { code: "port_not_permitted", fix: /^Set PORT / });
});

/** A server on a free port of the loopback address, which answers with this status and body. */
async function serve(t: Test, reply: (secret: string | undefined) => readonly [status: number, body: object]) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const [status, body] = reply(request.headers.authorization);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return { port: (server.address() as AddressInfo).port, seen };
}

const health = (service: string) => ({ status: "healthy", service, version: "1.0.0" });

t.test("who answers on one of our ports", async (t) => {
  const identify = (number: number, address: string) =>
    identifyPortHolder(
      { cli: cliContext({ now: Date.now }), own: SERVICES.bot, configuration: configuration("::") },
      port(number, [address]),
    );
  const internal = (service: string) => (secret: string | undefined) =>
    secret === undefined ? ([401, errorOf("missing_authorization")] as const) : ([200, health(service)] as const);
  const cases = {
    own: internal("discord-bot"),
    peer: internal("website-backend"),
    public: () => [404, errorOf("not_found")] as const,
    other: () => [200, health("discord-bot")] as const,
  };
  for (const [holder, reply] of Object.entries(cases)) {
    const { port: number, seen } = await serve(t, reply);
    t.equal(await identify(number, "0.0.0.0"), holder);
    const secrets = seen.filter((one) => one !== undefined);
    t.same(
      secrets,
      holder === "own" || holder === "peer" ? [`Bearer ${SECRET}`] : [],
      "the secret goes to Moddy alone",
    );
  }
  const refusing = await serve(t, (secret) => [
    secret === undefined ? 401 : 403,
    errorOf(secret === undefined ? "missing_authorization" : "wrong_secret"),
  ]);
  t.equal(await identify(refusing.port, "127.0.0.1"), "own", "one with another secret is taken for the service itself");
});

t.test(
  "a port on which nothing answers in time is silent; one that closes the connection belongs to another program",
  async (t) => {
    const run = async (address: string, number: number, signal: AbortSignal) =>
      await identifyPortHolder(
        { cli: cliContext({ now: Date.now, signal }), own: SERVICES.bot, configuration: configuration("::") },
        port(number, [address]),
      );
    const silent = createTcpServer((socket) => socket.on("error", () => undefined).resume());
    const closing = createTcpServer((socket) => socket.on("error", () => undefined).destroy());
    const [first, second] = [await openServer(t, silent, "127.0.0.1"), await openServer(t, closing, "127.0.0.1")];
    const { signal } = new AbortController();
    t.equal(await run("127.0.0.1", second.port, signal), "other");
    t.equal(await run("127.0.0.1", first.port, signal), "silent");
  },
);

t.test("what holds our ports: the right holder is no problem, and any other one is", async (t) => {
  const publicPort = await serve(t, () => [404, errorOf("not_found")]);
  const internal = await serve(t, (secret) =>
    secret === undefined ? [401, errorOf("missing_authorization")] : [200, health("discord-bot")],
  );
  const held = (number: number) => port(number, ["127.0.0.1"]);
  const good = await run("::", [LOCAL], { internal: held(internal.port), public: held(publicPort.port) });
  t.match(good, { status: "ok", found: /^port \d+ is the bot's .+; port \d+ is the bot's / });
  t.match(await run("::", [LOCAL], { internal: held(publicPort.port) }), {
    code: "port_taken",
    cause: "A public port of Moddy uses the port that the bot needs.",
    fix: /INTERNAL_PORT/,
  });
  t.match(await run("::", [LOCAL], { public: held(internal.port) }), {
    code: "port_taken",
    cause: "The bot's internal API uses the port that the bot needs.",
    fix: / PORT /,
  });
});
