import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import t from "tap";
import { requireLab } from "../../../test/support/labs.ts";
import { runModdy } from "../../../test/support/run-moddy.ts";

interface Sheet {
  readonly service: string;
  readonly firewall: string;
  readonly open: readonly string[];
  readonly close: readonly string[];
}

async function sheets(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Sheet[]> {
  const { status, stdout } = await runModdy(["firewall", "--json", ...args], env);
  t.equal(status, 0);
  return JSON.parse(stdout) as Sheet[];
}

const TABLE = `add table inet filter
add chain inet filter input { type filter hook input priority 0; policy drop; }
`;

/** What nftables says of a script that it only checks; empty where the script is good. */
async function checkWithNft(script: string): Promise<string> {
  const nft = spawn("nft", ["--check", "--file", "-"]);
  const ended = once(nft, "exit");
  nft.stdin.on("error", () => undefined).end(script);
  const [said] = await Promise.all([text(nft.stderr), ended]);
  return said;
}

t.test("without a side, both hosts and all three firewalls; with a side, that one alone", async (t) => {
  const all = await sheets();
  t.same(
    all.map(({ service, firewall }) => `${service} ${firewall}`),
    ["bot", "backend"].flatMap((service) => ["ufw", "nftables", "windows"].map((kind) => `${service} ${kind}`)),
  );
  t.same((await sheets(["--from", "bot", "--firewall", "ufw"])).length, 1);
  t.same((await sheets([], { DISCORD_TOKEN: "x" })).length, 3, "the environment decides the side");
});

t.test("exactly the needed ports are opened", async (t) => {
  const open = (await sheets(["--firewall", "ufw", "--peer", "fd12::20"])).flatMap((sheet) => sheet.open);
  t.same(open, [
    "ufw allow proto tcp from fd12::20 to any port 3000 comment 'moddy bot internal'",
    "ufw allow proto tcp from fd12::20 to any port 8080 comment 'moddy backend internal'",
    "ufw allow proto tcp from any to any port 8000 comment 'moddy backend public'",
  ]);
  const env = { STRIPE_API_KEY: "x", INTERNAL_PORT: "9080", PORT: "9000" };
  const [moved] = await sheets(["--firewall", "ufw", "--peer", "fd12::20"], env);
  t.same(
    moved?.open.map((line) => /port (\d+)/.exec(line)?.[1]),
    ["9080", "9000"],
    "the environment's ports win",
  );
});

t.test("without a peer, the internal port is open to private networks alone", async (t) => {
  for (const { service, firewall, open } of await sheets()) {
    const rules = open.join("\n").split(/(?=ufw allow|nft insert|New-NetFirewallRule)/);
    for (const rule of rules.filter((one) => one.includes("internal"))) {
      t.match(rule, /fc00::\/7|10\.0\.0\.0\/8|172\.16\.0\.0\/12|192\.168\.0\.0\/16/, `${service}, ${firewall}`);
    }
  }
});

t.test("ufw: the undo commands delete each rule", async (t) => {
  for (const { open, close } of await sheets(["--firewall", "ufw"])) {
    t.same(
      close,
      open.map((line) => line.replace("ufw allow", "ufw delete allow").replace(/ comment .*/, "")),
    );
  }
});

t.test("Windows: the undo command deletes the group of rules", async (t) => {
  for (const { open, close } of await sheets(["--firewall", "windows", "--peer", "10.0.0.5"])) {
    t.match(
      open.join("\n"),
      /^New-NetFirewallRule -Group Moddy .+`\n {2}-Direction Inbound -Action Allow -Protocol TCP -LocalPort \d+/,
    );
    t.same(close, ["Remove-NetFirewallRule -Group Moddy"]);
  }
});

t.test("nftables accepts the rules as printed", async (t) => {
  if (!(await requireLab(t, "firewall"))) return;
  for (const { service, open } of await sheets(["--firewall", "nftables"])) {
    // What the shell makes of the printed lines.
    const commands = open.join("\n").replaceAll("\\\n", "").replaceAll("'", "").replaceAll(/^nft /gm, "");
    t.equal(await checkWithNft(`${TABLE}${commands}\n`), "", `${service}'s rules`);
    t.not(await checkWithNft(`${TABLE}${commands.replace("accept", "acept")}\n`), "", "a misspelled rule is rejected");
  }
});

t.test("for people: the rules, the commands that undo them, and that nothing was changed", async (t) => {
  const { stdout, stderr } = await runModdy(["firewall", "--from", "backend"], {});
  t.same(
    stdout.match(/^# backend's host, .+$/gm),
    ["ufw", "nftables", "windows"].flatMap((kind) => [
      `# backend's host, ${kind}: open`,
      `# backend's host, ${kind}: undo`,
    ]),
  );
  t.match(stderr, /^Nothing was changed/);
});
