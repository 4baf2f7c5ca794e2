import { readFileSync } from "node:fs";
import { createInternalClient } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { backendOperations } from "@moddy/schemas";
import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";
import { startPairProcesses } from "../../../test/support/start-pair-processes.ts";
import { until } from "../../../test/support/until.ts";

t.test("who pays and has nothing: listed, linked, and tokens that prevent it", async (t) => {
  const pair = await startPairProcesses();
  const secret = pair.environments.backend["INTERNAL_API_SECRET"] ?? "";
  const baseUrl = `http://[::1]:${pair.ports.backend}`;
  const client = createInternalClient({ operations: backendOperations, baseUrl, secret, caller: "cli" });
  t.teardown(() => client.close().then(() => pair.close()));
  const moddy = (...args: string[]) => runModdy(args, { INTERNAL_API_SECRET: secret, BACKEND_INTERNAL_URL: baseUrl });

  async function control<T>(path: string, body: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    const url = `${pair.sandbox.url}/_sandbox/stripe${path}`;
    return (await (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json()) as T;
  }
  const pay = async (order: object) => (await control<{ customer: { id: string } }>("/checkout", order)).customer.id;
  const holds = (id: string, role: string) =>
    pair.sandbox.discord.state.guilds.get(seedIds.guild)?.members.get(id)?.roleIds.includes(role) ?? false;

  t.match(await moddy("unlinked"), { status: 0, stdout: "0 customers.\n", stderr: "" });
  const customers = [await pay({ email: "one@example.org" }), await pay({ email: "two@example.org" })];
  await until("both wait", async () => (await client.call("unlinkedList", {})).total === 2);

  await t.test("the list", async (t) => {
    const all = await moddy("unlinked");
    t.match(all, {
      status: 0,
      stdout: /^CUSTOMER +PLAN +STATUS +WAITS\n(cus_\w+ +premium +active +\d+ s\n){2}\n2 cust/,
    });
    t.match(all.stdout, /`moddy link <customer> <discord-id>`/);
    t.notMatch(all.stdout, "@example.org");
    t.match((await moddy("unlinked", "--limit", "1")).stdout, /^2 customers; 1 are shown: --all lists every one\.$/m);
    const json = JSON.parse((await moddy("unlinked", "--limit", "1", "--all", "--json")).stdout) as object[];
    t.match(
      json,
      customers.map((customer_id) => ({ customer_id, plan: "premium" })),
    );
  });

  await t.test("link", async (t) => {
    const [customer = ""] = customers;
    t.match(await moddy("link", customer, seedIds.ada), {
      status: 0,
      stdout: `${customer} is linked to ${seedIds.ada}.\n`,
    });
    await until("Ada has Premium", () => holds(seedIds.ada, seedIds.premiumRole));
    t.match((await moddy("unlinked")).stdout, /^1 customer\.$/m);
    const moved = await moddy("link", customer, seedIds.ben, "--json");
    t.match(JSON.parse(moved.stdout), { linked: true, previous_discord_id: seedIds.ada });
    t.match(await moddy("link", "cus_unknown", seedIds.ada), {
      status: 1,
      stdout: "",
      stderr: /knows no such customer/,
    });
    t.match(await moddy("link", "ada", seedIds.ada), { status: 2, stderr: /begins with cus_/ });
    t.match(await moddy("link", customer, "ada"), { status: 2, stderr: /17 to 20 digits/ });
  });

  await t.test("link-token", async (t) => {
    const made = await moddy("link-token", seedIds.cleo, "--expires", "10m");
    t.match(made, {
      status: 0,
      stdout: /^[\w-]{40}\n$/,
      stderr: /^valid until \S+Z; for example https:.+client_reference_id=/,
    });
    const link = await control<{ id: string }>("/payment-links", { price_id: "price_pro_monthly" });
    const order = { payment_link: link.id, client_reference_id: made.stdout.trim(), email: "cleo@example.org" };
    await pay(order);
    await until("Cleo has Pro", () => holds(seedIds.cleo, seedIds.proRole));
    t.match(JSON.parse((await moddy("link-token", seedIds.cleo, "--json")).stdout), { token: /^[\w-]{40}$/ });
    t.match(await moddy("link-token", seedIds.cleo, "--expires", "8d"), { stderr: /expires_in_seconds/ });
  });
});

t.test("the doctor and the backend agree on who pays", async (t) => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const statuses = /PAYING_STATUSES[^=]*= \[(.*?)\]/.exec(read("backend/src/account/pays-for-plan.ts"))?.[1];
  t.ok(statuses);
  t.ok(read("cli/src/doctor/database/inspect-database.ts").includes(`status in (${statuses?.replaceAll('"', "'")})`));
});
