import t, { type Test } from "tap";
import { requireLab } from "../../support/labs.ts";
import { spawnModdy } from "../../support/run-moddy.ts";
import { until } from "../../support/until.ts";
import { run } from "../support/run.ts";
import { PREMIUM } from "../support/shop.ts";
import { type Fault, type NetLab, startNetLab } from "./support/net-lab.ts";
import { ADDRESSES, type Hosts, startHosts } from "./support/start-hosts.ts";

const NAMES = { bot: "website-backend.railway.internal", backend: "moddy.railway.internal" } as const;
const INTERNAL = ["health", "openapi.json", "metrics", "user/info", "subscription/refund"];

/** Once the neighbour's own address is not found, the kernel says that there is no way. */
const SILENCE = /^tcp_(filtered|unreachable)$/;

t.setTimeout(12 * 60_000);

async function expectHealthy(t: Test, hosts: Hosts): Promise<void> {
  for (const side of ["bot", "backend"] as const) {
    const { status, report, first } = await hosts.doctor(side);
    t.equal(report.cause, null, `the doctor finds all good from the ${side}: ${first?.found}`);
    t.equal(status, 0);
  }
}

/** What is bought while the link drops or resets everything arrives once it no longer does; the doctor says what it is. */
async function checkBroken(
  t: Test,
  { lab, hosts }: { lab: NetLab; hosts: Hosts },
  { fault, causes }: { fault: Fault; causes: { bot: RegExp; backend: RegExp } },
): Promise<void> {
  await lab.fault("bot", fault);
  const bought = await hosts.shop.buy();
  await until("deliveries wait in the backend", async () => (await hosts.pending(bought)) > 0, { everyMs: 200 });
  for (const side of ["bot", "backend"] as const) {
    const { status, report, first } = await hosts.doctor(side);
    t.match(report.cause, causes[side], `the doctor's cause from the ${side}: ${first?.found}`);
    t.equal(status, 1);
  }
  t.match(await hosts.shop.look(bought), { roles: [], messages: 0 }, "nothing has arrived");
  await lab.clear("bot");
  await hosts.shop.arrived(bought);
  t.pass("after it, everything arrives");
}

/** A bad link is no broken one: what is bought arrives while it is so, and the doctor blames nobody. */
async function checkBad(t: Test, { lab, hosts }: { lab: NetLab; hosts: Hosts }, fault: Fault): Promise<void> {
  await lab.fault("bot", fault);
  const bought = [await hosts.shop.buy(), await hosts.shop.buy(), await hosts.shop.buy()];
  await Promise.all(bought.map((id) => hosts.shop.arrived(id)));
  t.pass("purchases arrive");
  await expectHealthy(t, hosts);
  await lab.clear("bot");
}

/** What the third host reaches of the backend's. */
async function probe(lab: NetLab, address: string, ...ports: readonly string[]): Promise<Record<string, string>> {
  const { stdout } = await spawnModdy(["probe", address, ...ports, "--json"], {}, { command: lab.on("internet") });
  const found = JSON.parse(stdout) as { port: number; state: string }[];
  return Object.fromEntries(found.map(({ port, state }) => [port, state]));
}

t.test("the pair on two hosts", async (t) => {
  if (!(await requireLab(t, "network"))) return;
  const lab = await startNetLab();
  t.teardown(() => lab.close());
  const hosts = await startHosts(t, lab);
  const pair = { lab, hosts };

  await t.test("names that appear after the start", async (t) => {
    const show = await lab.hideNames();
    await Promise.all([hosts.start("backend"), hosts.start("bot")]);
    const examined = Promise.all([hosts.doctor("bot"), hosts.doctor("backend")]);
    const bought = await hosts.shop.buy();
    await until("deliveries wait in the backend", async () => (await hosts.pending(bought)) > 0, { everyMs: 200 });
    await show();
    for (const { report, first } of await examined) {
      t.equal(report.cause, null, `the doctor waits for ${NAMES[report.from as "bot"]}: ${first?.found}`);
    }
    await hosts.shop.arrived(bought);
    t.pass("what was bought before there was a name arrives");
  });

  await t.test("names have AAAA records alone, and both directions work", async (t) => {
    for (const side of ["bot", "backend"] as const) {
      const found = await run([...lab.on(side), "getent", "ahosts", NAMES[side]]);
      t.same([...new Set(found.match(/^\S+/gm))], [ADDRESSES[side === "bot" ? "backend" : "bot"]]);
    }
    await expectHealthy(t, hosts);
  });

  await t.test("a third host reaches the public port and nothing else", async (t) => {
    t.match(await probe(lab, ADDRESSES.public, "8000", "8080"), { 8000: "open", 8080: "refused" });
    t.match(await probe(lab, ADDRESSES.backend, "8080"), { 8080: /^(?!open)/ });
    t.match(await probe(lab, ADDRESSES.bot, "3000", "8080"), { 3000: /^(?!open)/, 8080: /^(?!open)/ });
    const base = "http://api.example.test:8000";
    const headers = { authorization: `Bearer ${hosts.environments.backend["INTERNAL_API_SECRET"]}` };
    const answers = await hosts.visit(
      "internet",
      [`${base}/livez`],
      [`${base}/readyz`],
      ...INTERNAL.flatMap((path) => [
        [`${base}/internal/${path}`, { headers }] as const,
        [`${base}/internal/${path}`, { method: "POST", headers, body: "{}" }] as const,
      ]),
    );
    t.same(
      answers.map(({ status }) => status),
      [200, 200, ...INTERNAL.flatMap(() => [404, 404])],
    );
  });

  await t.test("a link that drops everything", (t) =>
    checkBroken(t, pair, { fault: ["drop"], causes: { bot: SILENCE, backend: SILENCE } }),
  );
  await t.test("a link that resets every connection", (t) =>
    checkBroken(t, pair, { fault: ["reset"], causes: { bot: /^tcp_filtered$/, backend: /^tcp_refused$/ } }),
  );
  await t.test("a slow link", (t) => checkBad(t, pair, ["slow", "128kbit"]));
  await t.test("a link that loses one packet in twenty", (t) => checkBad(t, pair, ["loss", "5"]));

  await t.test(
    "with the internal port on every address, the printed firewall rules keep the third host out",
    async (t) => {
      await hosts.stop("backend");
      await hosts.start("backend", { INTERNAL_HOST: "::" });
      t.match(await probe(lab, ADDRESSES.public, "8080"), { 8080: "open" }, "without a firewall it would be open");
      const nft = (line: string) => run([...lab.on("backend"), "bash", "-euc", line]);
      await nft(`nft add table inet filter
      nft add chain inet filter input '{ type filter hook input priority 0; policy drop; }'
      nft add rule inet filter input iif lo accept
      nft add rule inet filter input meta l4proto ipv6-icmp accept
      nft add rule inet filter input ct state established,related accept`);
      const { stdout } = await spawnModdy(["firewall", "--from", "backend", "--firewall", "nftables"], {});
      const [, open = "", close = ""] = stdout.split(/^# .*(?:open|take back)$/m);
      await nft(open);
      t.match(await probe(lab, ADDRESSES.public, "8000", "8080"), { 8000: "open", 8080: "filtered" });
      await expectHealthy(t, hosts);
      await nft(close);
      t.match(await probe(lab, ADDRESSES.public, "8000"), { 8000: "filtered" }, "taken back");
      await nft("nft delete table inet filter");
    },
  );

  await t.test("everything that was bought arrived once", async (t) => {
    for (const buyer of hosts.shop.buyers) {
      t.same(await hosts.shop.look(buyer), { roles: [PREMIUM], messages: 1, roleChanges: 1 });
    }
  });
});
