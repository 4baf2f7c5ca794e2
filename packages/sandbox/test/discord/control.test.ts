import { readFile } from "node:fs/promises";
import t from "tap";
import { seedIds } from "../../src/index.ts";
import { call, control, startSandbox } from "./start.ts";

const { guild, ada, ben, cleo, premiumRole, proRole, friendRole, botRole, announcements } = seedIds;
const options = { discord: { rateLimits: false } };

t.test("GET /state returns the whole state", async (t) => {
  const sandbox = await startSandbox(t, options);
  const { body: dm } = await call(sandbox, "POST", "/users/@me/channels", { recipient_id: ada });
  await call(sandbox, "POST", `/channels/${dm.id}/messages`, { content: "hello", nonce: "n" });
  await call(sandbox, "POST", `/channels/${dm.id}/messages`, { content: "again" });
  await call(sandbox, "PUT", `/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
  const { body: state } = await control(sandbox, "GET", "/discord/state");
  t.same(
    state.guilds[0].roles.map(({ id, position }: { id: string; position: number }) => [id, position]),
    [
      [botRole, 4],
      [proRole, 3],
      [premiumRole, 2],
      [friendRole, 1],
      [guild, 0],
    ],
  );
  t.match(
    state.guilds[0].members.find((member: { user_id: string }) => member.user_id === ada),
    { role_ids: [premiumRole] },
  );
  t.match(state.dms, [{ recipient_id: ada, messages: [{ content: "hello", nonce: "n" }, { content: "again" }] }]);
  t.match(
    state.users.find(({ id }: { id: string }) => id === cleo),
    { accepts_dms: false },
  );
  t.match((await control(sandbox, "GET", `/discord/users/${ada}`)).body, {
    guilds: [{ guild_id: guild, role_ids: [premiumRole] }],
    dm: { messages: [{ content: "hello" }, { content: "again" }] },
  });
  t.match((await control(sandbox, "GET", "/discord/counters")).body.rest.by_route, {
    "POST /channels/:channel_id/messages": { calls: 2, statuses: { 200: 2 } },
    "PUT /guilds/:guild_id/members/:user_id/roles/:role_id": { calls: 1, statuses: { 204: 1 } },
  });
  t.equal((await control(sandbox, "GET", "/discord/users/1")).status, 404);
});

t.test("pages through the calls", async (t) => {
  const sandbox = await startSandbox(t, options);
  for (let index = 0; index < 5; index += 1) await call(sandbox, "GET", `/users/${ada}`);
  const { body: first } = await control(sandbox, "GET", "/discord/calls?limit=3");
  t.match(first, { total: 5, next_after: 3 });
  t.match(first.calls[0], { method: "GET", route: "/users/:user_id", path: `/users/${ada}`, status: 200, fault: null });
  const { body: second } = await control(sandbox, "GET", `/discord/calls?after=${first.next_after}&limit=3`);
  t.same(
    second.calls.map(({ id }: { id: number }) => id),
    [4, 5],
  );
});

t.test("changes what an administrator could change, and refuses invalid calls", async (t) => {
  const sandbox = await startSandbox(t, options);
  const path = `/discord/guilds/${guild}/members/${ben}`;
  const user = (await control(sandbox, "POST", "/discord/users", { username: "dora", accepts_dms: false })).body;
  t.match(user, { username: "dora", accepts_dms: false, guilds: [], dm: null });
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${user.id}`, { role_ids: [premiumRole] });
  await control(sandbox, "PUT", `${path}/roles/${friendRole}`);
  await control(sandbox, "PUT", `${path}/roles/${premiumRole}`);
  t.same((await control(sandbox, "DELETE", `${path}/roles/${friendRole}`)).body.role_ids, [premiumRole]);
  await control(sandbox, "DELETE", path);
  t.match(await control(sandbox, "DELETE", path), { status: 404, body: { error: "Unknown Member" } });
  t.same((await control(sandbox, "PUT", path)).body.role_ids, [], "who comes back has no roles");
  t.equal((await control(sandbox, "PUT", `${path}/roles/1`)).status, 404);
  t.equal((await control(sandbox, "PATCH", `/discord/users/${ada}`, { accepts_dms: "no" })).status, 400);
  t.equal((await control(sandbox, "PATCH", "/discord/gateway", { unknown: 1 })).status, 400);
  t.equal(
    (await control(sandbox, "POST", `/discord/channels/1/messages`, { author_id: ada, content: "x" })).status,
    404,
  );
  t.equal((await control(sandbox, "DELETE", `/discord/guilds/${guild}/roles/${friendRole}`)).status, 204);
  t.equal((await control(sandbox, "GET", "/nothing")).status, 404);
});

t.test("streams activities as they happen", async (t) => {
  const sandbox = await startSandbox(t, options);
  await call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "before" });
  const abort = new AbortController();
  t.teardown(() => abort.abort());
  const stream = await fetch(`${sandbox.url}/_sandbox/events?after=0`, { signal: abort.signal });
  t.equal(stream.headers.get("content-type"), "text/event-stream");
  await call(sandbox, "PUT", `/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
  let text = "";
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes("discord.role_added")) break;
  }
  const events = text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice(6)))
    .filter(({ type }) => type.startsWith("discord."));
  t.match(events, [
    { type: "discord.message_created", data: { content: "before", channel_id: announcements } },
    { type: "discord.role_added", data: { user_id: ada, role_id: premiumRole, name: "Premium" } },
  ]);
});

t.test("does not start on a port that is taken", async (t) => {
  const sandbox = await startSandbox(t, options);
  await t.rejects(startSandbox(t, { port: Number(new URL(sandbox.url).port) }), { code: "EADDRINUSE" });
});

t.test("has every control that the documentation names", async (t) => {
  const sandbox = await startSandbox(t, options);
  const text = await readFile(new URL("../../../../docs/sandbox.md", import.meta.url), "utf8");
  const chapter = text.slice(text.indexOf("control: Discord"), text.indexOf("control: Stripe"));
  const controls = [...chapter.matchAll(/^\| `(GET|POST|PUT|PATCH|DELETE) (\/\S*)` \|/gm)];
  t.ok(controls.length > 30);
  for (const [, method = "", path = ""] of controls) {
    const { body } = await control(sandbox, method, `/discord${path.replace(/:\w+/g, "1")}`);
    t.notMatch(body, { message: /^Route .* not found$/ }, `${method} ${path}`);
  }
});
