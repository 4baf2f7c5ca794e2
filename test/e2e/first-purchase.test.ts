import { sandboxToken, seedIds } from "@moddy/sandbox";
import { backendOperations, botOperations, type Operation } from "@moddy/schemas";
import t from "tap";
import { readPeople } from "../../packages/launcher/src/purchase/people.ts";
import { readDiscord } from "../../packages/launcher/src/purchase/read-discord.ts";
import { startPairBesideSandboxProcess, startReady } from "../support/start-pair-processes.ts";
import { until } from "../support/until.ts";
import { call } from "./support/call.ts";
import { backendCases, botCases, type Case } from "./support/operation-cases.ts";

const nobody = "1100000000000009999";

t.test("sandbox, backend and bot, each a process of its own", async (t) => {
  const pair = await startPairBesideSandboxProcess({ start: startReady });
  t.teardown(() => pair.close());
  const { sandboxUrl, urls, publicUrls } = pair;
  const { buyer } = await readPeople(sandboxUrl, seedIds.guild);
  const authorization = `Bearer ${pair.secret}`;
  const stripe = (path: string, body?: unknown) => call(`${sandboxUrl}/_sandbox/stripe${path}`, { body });
  const listDeliveries = async (filter: object): Promise<{ delivery_id: string }[]> => {
    const url = `${urls.backend}/internal/deliveries/list`;
    const { json } = await call(url, { authorization, body: { discord_id: buyer.id, ...filter } });
    return json["deliveries"] as { delivery_id: string }[];
  };
  const untilBoth = (filter: object) =>
    until("there are two deliveries", async () => {
      const deliveries = await listDeliveries(filter);
      return deliveries.length === 2 && deliveries;
    });
  const seenInDiscord = async () => {
    const { json } = await call(`${sandboxUrl}/_sandbox/discord/users/${buyer.id}`);
    const { guilds, dm } = json as { guilds: { role_ids: string[] }[]; dm: { messages: unknown[] } | null };
    return { roles: guilds.flatMap(({ role_ids }) => role_ids), messages: dm?.messages.length ?? 0 };
  };
  let customer = "";

  await t.test("a purchase while the bot lies killed is accepted, and arrives once when it is back", async (t) => {
    await pair.running("bot").kill();
    const order = { discord_id: buyer.id, email: buyer.email, price_id: "price_premium_monthly" };
    const purchase = await stripe("/checkout", order);
    t.equal(purchase.status, 200);
    customer = (purchase.json["customer"] as { id: string }).id;
    await stripe("/webhooks/flush", { skip_delays: false });
    const attempts = (await stripe("/webhooks/attempts")).json["attempts"] as { status: number }[];
    t.ok(attempts.length > 0);
    t.strictSame(new Set(attempts.map(({ status }) => status)), new Set([200]), "every webhook got its 200");
    await untilBoth({ state: "pending" });
    t.strictSame(await seenInDiscord(), { roles: [], messages: 0 }, "nothing in Discord yet");

    await pair.start("bot");
    await untilBoth({ state: "succeeded" });
    t.strictSame(await seenInDiscord(), { roles: [seedIds.premiumRole], messages: 1 });
    const { json } = await call(`${sandboxUrl}/_sandbox/discord/counters`);
    const writes = Object.values(json["role_writes"] as Record<string, { changes: number }>);
    t.match(writes, [{ changes: 1 }], "the role was given once");
    const view = { apiBase: `${sandboxUrl}/api`, token: sandboxToken, guildId: seedIds.guild };
    const discord = await readDiscord({ ...view, userId: buyer.id });
    t.strictSame(discord.roleIds, [seedIds.premiumRole], "Discord's own API says the same");
    t.match(discord.message, "Premium");
  });

  for (const [name, internal, open] of [
    ["discord-bot", urls.bot, publicUrls.bot],
    ["website-backend", urls.backend, publicUrls.backend],
  ] as const) {
    await t.test(`who may ask for the health of ${name}`, async (t) => {
      const without = await call(`${internal}/internal/health`);
      t.equal(without.status, 401);
      t.equal(without.headers.get("www-authenticate"), "Bearer");
      t.equal((await call(`${internal}/internal/health`, { authorization: "Bearer wrong" })).status, 403);
      const right = await call(`${internal}/internal/health`, { authorization });
      t.equal(right.status, 200);
      t.strictSame(right.json, { status: "healthy", service: name, version: right.json["version"] });
      t.match(right.json["version"], /^\d+\.\d+\.\d+$/);
      t.equal((await call(`${open}/internal/health`, { authorization })).status, 404, "not on the public port");
      t.equal((await call(`${open}/livez`)).status, 200);
    });
  }

  await t.test("a body that does not fit is refused by name, and the service goes on", async (t) => {
    const url = `${urls.bot}/internal/notify`;
    const fine = { discord_id: buyer.id, action: "subscription_updated" };
    const refused = [
      ["an integer id", `{"discord_id":${buyer.id},"action":"subscription_updated"}`, 400, /"path":"discord_id"/],
      ["an unknown action", { ...fine, action: "subscription_exploded" }, 400, /"path":"action"/],
      ["no body", undefined, 400, /needs a JSON body/],
      ["2 MB of body", { ...fine, metadata: { text: "x".repeat(2 * 1024 * 1024) } }, 413, /payload_too_large/],
    ] as const;
    for (const [what, body, status, names] of refused) {
      const answer = await call(url, { authorization, body, method: "POST" });
      t.equal(answer.status, status, what);
      t.match(answer.text, names);
      t.match(answer.json, { code: String, request_id: String, retryable: false });
      t.notMatch(answer.text, /exploded|xxxx/, "no value is echoed");
    }
    t.match((await call(url, { authorization, body: fine })).json, { notification_sent: true });
  });

  await t.test("every operation answers, found and not found", async (t) => {
    const [delivery] = await listDeliveries({ operation: "notify" });
    const known = {
      buyer: buyer.id,
      closed: seedIds.cleo,
      nobody,
      premiumRole: seedIds.premiumRole,
      customer,
      delivery: delivery?.delivery_id ?? "",
    };
    const ask = async (base: string, operation: Operation, [body, reply]: Case) => {
      const { method, path } = operation;
      const answer = await call(base + path, { authorization, body, method });
      t.equal(answer.status, 200, `${method} ${path}`);
      t.match(answer.json, reply, `${method} ${path} ${JSON.stringify(body)}`);
    };
    const askAll = async (
      base: string,
      operations: Record<string, Operation>,
      cases: Record<string, readonly Case[]>,
    ) => {
      for (const [name, ofOne] of Object.entries(cases)) {
        for (const one of ofOne) await ask(base, operations[name] as Operation, one);
      }
      // An operation without a case answers at least to its own example.
      for (const [name, operation] of Object.entries(operations)) {
        if (!(name in cases)) await ask(base, operation, [operation.examples.request as object | undefined, {}]);
      }
    };
    await askAll(urls.bot, botOperations, botCases(known));
    await askAll(urls.backend, backendOperations, backendCases(known));
  });
});
