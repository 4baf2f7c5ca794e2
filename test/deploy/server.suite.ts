import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { createTestDatabase } from "../support/database.ts";
import { requireLab } from "../support/labs.ts";
import { spawnModdy } from "../support/run-moddy.ts";
import { viaSocket } from "../support/socket-database.ts";
import { ROOT, stop } from "../support/spawn-node.ts";
import { startSandboxProcess } from "../support/start-service.ts";
import { type NetLab, startNetLab } from "./network/support/net-lab.ts";
import { fetchFrom } from "./support/fetch-from-host.ts";
import { readServerEnvironment, readUnitCommand } from "./support/read-server-page.ts";
import { attempt, run } from "./support/run.ts";
import { openShop } from "./support/shop.ts";

const WEBHOOK_SECRET = `whsec_${randomBytes(24).toString("hex")}`;
const SITE = "http://api.example.test";
const CONTROL = "http://198.51.100.99:4000";

t.setTimeout(8 * 60_000);

/** The header by which Stripe vouches for a body. Source: https://docs.stripe.com/webhooks#verify-manually */
function sign(body: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `t=${seconds},v1=${createHmac("sha256", WEBHOOK_SECRET).update(`${seconds}.${body}`).digest("hex")}`;
}

/** nginx as Debian ships it, with our site as it stands, on the lab's server. */
async function startNginx(t: Test, lab: NetLab): Promise<void> {
  const folder = t.testdir();
  const config = `${folder}/nginx.conf`;
  const scratch = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  await writeFile(
    config,
    `error_log stderr; pid ${folder}/pid; events {}
http { access_log off; ${scratch.join(" ")} include ${ROOT}deploy/nginx/moddy.conf; }`,
  );
  const nginx = [...lab.on("backend"), "nginx", "-p", folder, "-e", "stderr", "-c", config];
  const { status, stderr } = await attempt([...nginx, "-t"]);
  t.match({ status, stderr }, { status: 0, stderr: /test is successful/ }, "nginx -t");
  t.notMatch(stderr, /\[warn\]/, "and warns of nothing");
  const [command, ...args] = [...nginx, "-g", "daemon off;"] as const;
  const child = spawn(command, args, { stdio: "ignore" });
  t.teardown(() => stop(child));
}

/** Starts what a unit starts, with what the page puts into its environment. */
async function startUnit(
  t: Test,
  lab: NetLab,
  service: "bot" | "backend",
  filledIn: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const page = await readServerEnvironment(service);
  const open = Object.keys(page).filter((name) => page[name]?.includes("…"));
  t.same(
    open.filter((name) => !(name in filledIn)),
    [],
    `what ${service}.env leaves open can be filled in`,
  );
  const env = { PATH: process.env["PATH"] ?? "", ...page, ...filledIn };
  const [command = "", ...args] = [...lab.on("backend"), ...(await readUnitCommand(service))];
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "inherit"] });
  t.teardown(() => stop(child));
  const ready = new Promise<void>((resolve) => {
    const event = service === "bot" ? "discord_ready" : "service_ready";
    createInterface({ input: child.stdout }).on("line", (line) => line.includes(`"event":"${event}"`) && resolve());
  });
  const ended = once(child, "exit").then(([status]) => {
    throw new Error(`The ${service} ended with ${status}.`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return env;
}

t.test("a server with systemd and nginx, as its page says", async (t) => {
  if (!(await requireLab(t, "network", "nginx"))) return;
  const lab = await startNetLab();
  t.teardown(() => lab.close());
  const sandbox = {
    SANDBOX_HOST: "::",
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_WEBHOOK_URL: `${SITE}/webhooks/stripe`,
  };
  const outside = await startSandboxProcess(sandbox, { command: lab.on("internet") });
  t.teardown(() => outside.stop());
  await startNginx(t, lab);
  const secret = randomBytes(32).toString("base64url");
  const database = async () => {
    const made = await createTestDatabase();
    t.teardown(() => made.drop());
    return await viaSocket(t, made.url);
  };
  const environments = {
    backend: await startUnit(t, lab, "backend", {
      DATABASE_URL: await database(),
      INTERNAL_API_SECRET: secret,
      STRIPE_API_KEY: sandboxStripeKey,
      STRIPE_API_BASE: CONTROL,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    }),
    bot: await startUnit(t, lab, "bot", {
      DATABASE_URL: await database(),
      INTERNAL_API_SECRET: secret,
      DISCORD_TOKEN: sandboxToken,
      DISCORD_API_BASE: `${CONTROL}/api`,
      MODDY_GUILD_ID: seedIds.guild,
    }),
  };
  const visit = fetchFrom(lab.on("internet"));
  const shop = openShop({ discord: visit, stripe: visit });

  await t.test("health", async (t) => {
    t.match(await visit([`${SITE}/livez`], [`${SITE}/readyz`]), [{ status: 200 }, { status: 200 }]);
  });

  await t.test("a purchase comes in through nginx and goes out to Discord", async (t) => {
    await shop.arrived(await shop.buy());
    t.pass("role and message are there");
  });

  await t.test("a webhook's body and signature arrive as they were sent", async (t) => {
    // No JSON library would write it like this: whitespace and raw UTF-8 have to survive.
    const data = { object: { id: "ch_1", object: "charge", note: "é 漢" } };
    const event = { id: "evt_odd", object: "event", type: "charge.captured", created: 1_700_000_000, data };
    const odd = ` ${JSON.stringify(event, undefined, "\t\t")}\r\n `;
    const large = JSON.stringify({ ...event, id: "evt_large", padding: "x".repeat(900_000) });
    const post = (body: string, signed = body) => {
      const headers = { "stripe-signature": sign(signed), "content-type": "application/json; charset=utf-8" };
      return [`${SITE}/webhooks/stripe`, { method: "POST", headers, body }] as const;
    };
    t.match(await visit(post(odd)), [{ status: 200 }], "an odd one");
    t.match(await visit(post(odd.trim(), odd)), [{ status: 400 }], "and with one byte less it is refused");
    const file = `${t.testdir()}/large.json`;
    await writeFile(file, large);
    const curl = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", `stripe-signature: ${sign(large)}`];
    const line = [...lab.on("internet"), ...curl, "--data-binary", `@${file}`, `${SITE}/webhooks/stripe`];
    t.equal(await run(line), "200", "one of 900 kB");
    await writeFile(file, large + "x".repeat(300_000));
    t.equal(await run(line), "413", "one that is too large is refused");
  });

  await t.test("nothing internal, and nothing else, passes", async (t) => {
    const headers = { authorization: `Bearer ${secret}` };
    const paths = [
      "/internal/health",
      "/internal/user/info",
      "/internal/openapi.json",
      "/",
      "/webhooks",
      "/webhooks/stripe/x",
    ];
    const answers = await visit(
      ...paths.flatMap((path) => [
        [`${SITE}${path}`, { headers }] as const,
        [`${SITE}${path}`, { method: "POST", headers }] as const,
      ]),
    );
    for (const [index, answer] of answers.entries())
      t.match(answer, { status: 404, body: /nginx/ }, `${paths[Math.floor(index / 2)]}`);
    const tricks = [
      "//internal/health",
      "/webhooks/stripe/../../internal/health",
      "/%69nternal/health",
      "/livez/../internal/health",
    ];
    for (const path of tricks) {
      const line = [
        "curl",
        "-sS",
        "--path-as-is",
        "-w",
        "%{http_code}",
        "-H",
        `authorization: ${headers.authorization}`,
      ];
      t.match(await run([...lab.on("internet"), ...line, `${SITE}${path}`]), /nginx.*404$/s, path);
    }
    const ports = ["80", "3000", "8000", "8080", "8081"];
    const { stdout } = await spawnModdy(
      ["probe", "198.51.100.10", ...ports, "--json"],
      {},
      { command: lab.on("internet") },
    );
    const open = (JSON.parse(stdout) as { port: number; state: string }[]).filter(({ state }) => state === "open");
    t.same(
      open.map(({ port }) => port),
      [80],
      "nginx is all that the outside reaches",
    );
  });

  await t.test("the doctor finds all good on both sides", async (t) => {
    for (const side of ["backend", "bot"] as const) {
      const { status, stdout } = await spawnModdy(["doctor", "--from", side, "--json"], environments[side], {
        command: lab.on("backend"),
        cwd: ROOT,
      });
      t.equal((JSON.parse(stdout) as { cause: string | null }).cause, null);
      t.equal(status, 0);
    }
  });
});
