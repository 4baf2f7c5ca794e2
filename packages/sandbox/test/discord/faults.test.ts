import t from "tap";
import { seedIds } from "../../src/index.ts";
import { call, control, startSandbox } from "./start.ts";

const { ada, announcements } = seedIds;
const route = "/channels/:channel_id/messages";
const options = { discord: { rateLimits: false } };

t.test("a fault applies `times` times, to its route only", async (t) => {
  const sandbox = await startSandbox(t, options);
  const fault = { target: "discord", method: "post", route, kind: "status", status: 503, times: 2 };
  const added = await control(sandbox, "POST", "/faults", fault);
  t.match(added, { status: 201, body: { id: String, hits: 0, method: "POST" } });
  const send = async () =>
    (await call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "news" })).status;
  t.equal((await call(sandbox, "GET", `/channels/${announcements}/messages`)).status, 200, "another method");
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200, "another route");
  t.same([await send(), await send(), await send()], [503, 503, 200]);
  t.match((await control(sandbox, "GET", "/faults")).body.faults, [{ id: added.body.id, hits: 2 }]);
  t.equal((await control(sandbox, "DELETE", `/faults/${added.body.id}`)).status, 204);
  t.equal((await control(sandbox, "DELETE", `/faults/${added.body.id}`)).status, 404);
  t.equal((await control(sandbox, "POST", "/faults", { target: "discord", kind: "explode" })).status, 400);
});

t.test("a fault without a limit applies until it is removed, with its own body", async (t) => {
  const sandbox = await startSandbox(t, options);
  const body = { message: "Unknown Message", code: 10008 };
  await control(sandbox, "POST", "/faults", {
    target: "discord",
    route: "/users",
    kind: "status",
    status: 404,
    body,
    times: null,
  });
  for (let index = 0; index < 3; index += 1) t.match(await call(sandbox, "GET", "/users/@me"), { status: 404, body });
  t.match(await call(sandbox, "GET", `/users/${ada}`), { status: 404 }, "a route is the start of others");
  await control(sandbox, "DELETE", "/faults");
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200);
});

t.test("the reply is lost before or after the change", async (t) => {
  const sandbox = await startSandbox(t, options);
  const stored = async () => (await control(sandbox, "GET", `/discord/channels/${announcements}`)).body.messages.length;
  const send = () => call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "news" });
  await control(sandbox, "POST", "/faults", { target: "discord", route, kind: "drop_before" });
  await t.rejects(send());
  t.equal(await stored(), 0);
  await control(sandbox, "POST", "/faults", { target: "discord", route, kind: "drop_after" });
  await t.rejects(send());
  t.equal(await stored(), 1);
  await control(sandbox, "POST", "/faults", { target: "discord", route, kind: "truncate" });
  const cut = await fetch(`${sandbox.url}/api/v10/channels/${announcements}/messages`, {
    method: "POST",
    headers: { authorization: `Bot ${sandbox.discord.token}`, "content-type": "application/json" },
    body: JSON.stringify({ content: "news" }),
  });
  t.equal(cut.status, 200, "the head of a truncated answer arrives");
  await t.rejects(cut.text());
  t.equal(await stored(), 2);
  await control(sandbox, "POST", "/faults", { target: "discord", route, kind: "garbage" });
  await t.rejects(send(), SyntaxError);
  t.equal(await stored(), 3);
  const { calls } = (await control(sandbox, "GET", "/discord/calls")).body;
  t.match(
    calls.map(({ fault, status }: { fault: string; status: number }) => [fault, status]),
    [
      ["drop_before", null],
      ["drop_after", null],
      ["truncate", 200],
      ["garbage", 200],
    ],
  );
});

t.test("a delayed call waits and a hanging call gets no reply", async (t) => {
  const sandbox = await startSandbox(t, options);
  await control(sandbox, "POST", "/faults", { target: "discord", kind: "delay", delay_ms: 10 });
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200);
  const headers = { authorization: `Bot ${sandbox.discord.token}` };
  for (const fault of [{ kind: "delay", delay_ms: 600_000 }, { kind: "hang" }]) {
    await control(sandbox, "POST", "/faults", { target: "discord", ...fault });
    const waiting = fetch(`${sandbox.url}/api/v10/users/@me`, { headers, signal: AbortSignal.timeout(100) });
    await t.rejects(waiting, { name: "TimeoutError" }, fault.kind);
  }
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200);
});

t.test("a fault with a probability applies to some calls", async (t) => {
  const draws: number[] = [];
  const sandbox = await startSandbox(t, { ...options, random: () => draws.shift() ?? 0.5 });
  draws.push(0.9, 0.1, 0.9, 0.1);
  await control(sandbox, "POST", "/faults", { target: "discord", kind: "status", probability: 0.5, times: null });
  const statuses = [];
  for (let index = 0; index < 4; index += 1) statuses.push((await call(sandbox, "GET", "/users/@me")).status);
  t.same(statuses, [200, 500, 200, 500]);
});

t.test("a fault of Stripe's API replies in Stripe's format", async (t) => {
  const sandbox = await startSandbox(t, options);
  await control(sandbox, "POST", "/faults", {
    target: "stripe",
    route: "/customers",
    kind: "rate_limit",
    retry_after: 2,
  });
  const headers = { authorization: `Bearer ${sandbox.stripe.secretKey}` };
  const limited = await fetch(`${sandbox.url}/v1/customers`, { headers });
  t.equal(limited.status, 429);
  t.equal(limited.headers.get("retry-after"), "2");
  t.match(await limited.json(), { error: { code: "rate_limit" } });
  t.equal((await fetch(`${sandbox.url}/v1/customers`, { headers })).status, 200);
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200, "Discord goes on");
});
