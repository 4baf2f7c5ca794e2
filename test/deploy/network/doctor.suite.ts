import { randomBytes } from "node:crypto";
import t from "tap";
import { expectCause } from "../../e2e/doctor/support/expect-cause.ts";
import { createTestDatabase } from "../../support/database.ts";
import { requireLab } from "../../support/labs.ts";
import { pairEnvironment } from "../../support/pair-environment.ts";
import { runDoctor, runModdy, spawnModdy } from "../../support/run-moddy.ts";
import { viaSocket } from "../../support/socket-database.ts";
import type { Variables } from "../../support/spawn-node.ts";
import { startProcess } from "../../support/start-process.ts";
import { startSandboxProcess, startService } from "../../support/start-service.ts";
import { ADDRESSES, buildNetworkLab } from "./support/network-lab.ts";

const NOBODY = "fd12:9::1";

// What a host needs whatever its firewall forbids: its neighbours, answers to what it asked, and itself.
const KEEP_ALIVE = `
nft add rule inet filter input meta l4proto ipv6-icmp accept
nft add rule inet filter input ct state established accept
nft add rule inet filter input iif lo accept`;
const FIREWALL = `nft add table inet filter
nft 'add chain inet filter input { type filter hook input priority 0; policy drop; }'${KEEP_ALIVE}`;

// Several of these wait for what never comes, five seconds each.
t.setTimeout(240_000);

t.test("the doctor names what is wrong with a network of two hosts", async (t) => {
  if (!(await requireLab(t, "namespaces"))) return;
  const lab = await buildNetworkLab();
  t.teardown(() => lab.close());
  await lab.addName("here", ADDRESSES.there, "website-backend.railway.internal");
  await lab.addName("there", ADDRESSES.here, "moddy.railway.internal");

  const sandbox = {
    SANDBOX_HOST: "::",
    STRIPE_WEBHOOK_URL: `http://[${ADDRESSES.there}]:8000/webhooks/stripe`,
    STRIPE_WEBHOOK_SECRET: "whsec_c2FuZGJveA==",
  };
  const outside = await startSandboxProcess(sandbox, { command: lab.on("way") });
  t.teardown(() => outside.stop());
  const databases = { bot: await createTestDatabase(), backend: await createTestDatabase() };
  t.teardown(() => Promise.all([databases.bot.drop(), databases.backend.drop()]));
  const { bot, backend } = pairEnvironment({
    addresses: {
      botToDiscord: `http://[${ADDRESSES.wayHere}]:4000`,
      backendToStripe: `http://[${ADDRESSES.wayThere}]:4000`,
      botToDatabase: await viaSocket(t, databases.bot.url),
      backendToDatabase: await viaSocket(t, databases.backend.url),
    },
    secret: randomBytes(32).toString("base64url"),
    webhookSecret: sandbox.STRIPE_WEBHOOK_SECRET,
  });
  const [botService, backendService] = await Promise.all([
    startService("bot", bot, { command: lab.on("here") }),
    startService("backend", backend, { command: lab.on("there") }),
  ]);
  t.teardown(() => Promise.all([botService.stop(), backendService.stop()]));
  const fromBot = (env: Variables = bot) => runDoctor("bot", env, { command: lab.on("here") });

  await t.test("nothing, on two healthy hosts with IPv6 alone and the usual names", async (t) => {
    for (const [side, env, host] of [
      ["bot", bot, "here"],
      ["backend", backend, "there"],
    ] as const) {
      const { status, report } = await runDoctor(side, env, { command: lab.on(host) });
      t.equal(report.cause, null, `all good from the ${side}`);
      t.equal(status, 0);
    }
  });

  await t.test("a firewall that drops", async (t) => {
    await lab.route("blackhole", ADDRESSES.there);
    const run = await fromBot();
    await lab.clearRoutes();
    expectCause(t, "tcp_filtered", run, bot);
  });

  await t.test("a firewall that rejects", async (t) => {
    await lab.route("prohibit", ADDRESSES.there);
    const run = await fromBot();
    await lab.clearRoutes();
    expectCause(t, "tcp_denied", run, bot);
  });

  await t.test("no way to the other network", async (t) => {
    await lab.route("unreachable", ADDRESSES.there);
    const run = await fromBot();
    await lab.clearRoutes();
    expectCause(t, "tcp_unreachable", run, bot);
  });

  await t.test("a wrong port", async (t) => {
    const env = { ...bot, BACKEND_INTERNAL_URL: "http://website-backend.railway.internal:8081" };
    expectCause(t, "tcp_wrong_port", await fromBot(env), env);
  });

  await t.test("a wrong name, where the usual one is known", async (t) => {
    const env = { ...bot, BACKEND_INTERNAL_URL: "http://website-backnd.railway.internal:8080" };
    expectCause(t, "name_wrong", await fromBot(env), env);
  });

  await t.test("no DNS server that answers", async (t) => {
    const env = { ...backend, BOT_INTERNAL_URL: "http://moddy.example.test:3000" };
    await lab.forgetNames("there");
    const run = await runDoctor("backend", env, { command: lab.on("there") });
    await lab.addName("there", ADDRESSES.here, "moddy.railway.internal");
    expectCause(t, "name_no_dns", run, env);
  });

  await t.test("a name that appears while the doctor looks is waited for", async (t) => {
    const late = ["late.railway.internal", ADDRESSES.there];
    const command = lab.on("here");
    const ready = [/^dns ready$/];
    const script = "test/deploy/network/support/dns-server.ts";
    const dns = await startProcess(script, { args: late, command, env: {}, ready });
    t.teardown(() => dns.stop());
    const { report } = await fromBot({ ...bot, BACKEND_INTERNAL_URL: "http://late.railway.internal:8080" });
    t.equal(report.cause, null);
    t.match(report.checks.find(({ id }) => id === "peer_name")?.found, `AAAA ${ADDRESSES.there}`);
  });

  await t.test("an internal port that only its own host reaches", async (t) => {
    const env = { ...bot, INTERNAL_HOST: "::1", INTERNAL_PORT: "3100", PORT: "3101" };
    expectCause(t, "port_loopback", await fromBot(env), env);
  });

  await t.test("an internal port in the wrong family", async (t) => {
    const env = { ...bot, INTERNAL_HOST: "0.0.0.0", INTERNAL_PORT: "3100", PORT: "3101" };
    expectCause(t, "port_wrong_family", await fromBot(env), env);
  });

  await t.test("a port that needs a right that the user has not", async (t) => {
    const env = { ...bot, PORT: "80" };
    const command = [...lab.on("here"), "setpriv", "--bounding-set=-net_bind_service"];
    expectCause(t, "port_not_permitted", await runDoctor("bot", env, { command }), env);
  });

  await t.test("a firewall of the other host", async (t) => {
    if (!(await requireLab(t, "firewall"))) return;
    await lab.shell("there", FIREWALL);
    t.teardown(() => lab.shell("there", "nft delete table inet filter"));
    const printed = await runModdy(
      ["firewall", "--json", "--from", "backend", "--firewall", "nftables", "--peer", ADDRESSES.here],
      {},
    );
    const [rules] = JSON.parse(printed.stdout) as [{ open: string[]; close: string[] }];
    const probe = async () => {
      const args = ["probe", "website-backend.railway.internal", "8080", "8000", "--json"];
      const { stdout, status } = await spawnModdy(args, {}, { command: lab.on("here") });
      return [status, ...(JSON.parse(stdout) as { state: string }[]).map(({ state }) => state)];
    };

    await t.test("it drops", async (t) => {
      expectCause(t, "tcp_filtered", await fromBot(), bot);
      t.same(await probe(), [1, "filtered", "filtered"]);
    });

    await t.test("the rules that `moddy firewall` prints open exactly what is needed", async (t) => {
      await lab.shell("there", rules.open.join("\n"));
      const { report, status } = await fromBot();
      t.equal(report.cause, null);
      t.equal(status, 0);
      t.same(await probe(), [0, "open", "open"]);
    });

    await t.test("and those that take them back leave nothing of it", async (t) => {
      await lab.shell("there", rules.close.join("\n"));
      t.same(await probe(), [1, "filtered", "filtered"]);
    });

    for (const [how, code] of [
      ["tcp reset", "tcp_refused"],
      ["icmpv6 admin-prohibited", "tcp_denied"],
    ] as const) {
      await t.test(`it rejects with ${how}`, async (t) => {
        await lab.shell("there", `nft add rule inet filter input tcp dport 8080 reject with ${how}`);
        expectCause(t, code, await fromBot(), bot);
        await lab.shell("there", `nft flush chain inet filter input${KEEP_ALIVE}`);
      });
    }
  });

  await t.test("a database behind a firewall", async (t) => {
    const env = { ...bot, DATABASE_URL: `postgres://moddy:password-of-this-test@[${NOBODY}]:5432/moddy_bot` };
    expectCause(t, "database_filtered", await fromBot(env), env);
  });

  await t.test("a way back that a firewall drops", async (t) => {
    const astray = { ...backend, BOT_INTERNAL_URL: `http://[${NOBODY}]:3000`, INTERNAL_PORT: "8180", PORT: "8100" };
    const service = await startService("backend", astray, { command: lab.on("there") });
    t.teardown(() => service.stop());
    const env = { ...bot, BACKEND_INTERNAL_URL: "http://website-backend.railway.internal:8180" };
    expectCause(t, "way_back_filtered", await fromBot(env), env);
  });
});
