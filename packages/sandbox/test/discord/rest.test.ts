import t from "tap";
import { type Sandbox, seedIds } from "../../src/index.ts";
import { call, control, startSandbox } from "./start.ts";

const { guild, bot, ada, ben, cleo, owner, premiumRole, proRole, friendRole, botRole, announcements } = seedIds;
const open = { discord: { rateLimits: false } };
const membersOf = `/guilds/${guild}/members`;

const openDm = async (sandbox: Sandbox, recipientId: string): Promise<string> =>
  (await call(sandbox, "POST", "/users/@me/channels", { recipient_id: recipientId })).body.id;

t.test("refuses every call without the bot's token", async (t) => {
  const sandbox = await startSandbox(t, open);
  for (const authorization of ["", "Bot ", "Bot nobody", sandbox.discord.token, `Bearer ${sandbox.discord.token}`]) {
    const answer = await call(sandbox, "GET", "/users/@me", undefined, { authorization });
    t.match(answer, { status: 401, body: { message: "401: Unauthorized", code: 0 } }, authorization.slice(0, 7));
  }
  t.match(await call(sandbox, "GET", "/nothing"), { status: 404, body: { message: "404: Not Found", code: 0 } });
  t.match(await call(sandbox, "PUT", "/users/@me"), {
    status: 405,
    body: { message: "405: Method Not Allowed", code: 0 },
  });
});

t.test("reports each invalid field of a form at its path", async (t) => {
  const sandbox = await startSandbox(t, open);
  const { status, body } = await call(sandbox, "POST", `/channels/${announcements}/messages`, {
    content: "x".repeat(2001),
    embeds: [{ title: "ok" }, { title: "x".repeat(257), fields: [{ name: "no value" }] }],
    nonce: "x".repeat(26),
  });
  t.equal(status, 400);
  t.match(body, {
    code: 50035,
    message: "Invalid Form Body",
    errors: {
      content: { _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: "Must be 2000 or fewer in length." }] },
      embeds: {
        1: {
          title: { _errors: [{ code: "BASE_TYPE_MAX_LENGTH" }] },
          fields: { 0: { value: { _errors: [{ code: "BASE_TYPE_REQUIRED", message: "This field is required" }] } } },
        },
      },
    },
  });
  t.notOk(body.errors.embeds[0]);
  t.ok(body.errors.nonce, "a nonce has at most 25 characters");
  const path = await call(sandbox, "GET", "/users/somebody");
  const wording = 'Value "somebody" is not snowflake.';
  t.match(path.body, {
    code: 50035,
    errors: { user_id: { _errors: [{ code: "NUMBER_TYPE_COERCE", message: wording }] } },
  });
  const long = await call(sandbox, "POST", `/channels/${announcements}/messages`, {
    embeds: [{ description: "x".repeat(4000) }, { description: "x".repeat(2001) }],
  });
  t.match(long.body, { code: 50035, errors: { embeds: { _errors: [{ code: "MAX_EMBED_SIZE_EXCEEDED" }] } } });
  const broken = await fetch(`${sandbox.url}/api/v10/users/@me/channels`, {
    method: "POST",
    headers: { authorization: `Bot ${sandbox.discord.token}`, "content-type": "application/json" },
    body: "{",
  });
  t.match(await broken.json(), { code: 50109 });
});

t.test("enforces the role hierarchy and the bot's permissions", async (t) => {
  const sandbox = await startSandbox(t, open);
  const give = async (roleId: string, userId: string = ada) => {
    const { status, body } = await call(sandbox, "PUT", `${membersOf}/${userId}/roles/${roleId}`);
    return status === 204 ? 204 : [status, body.code];
  };
  t.equal(await give(premiumRole), 204);
  t.equal(await give(premiumRole), 204, "a role that is there already");
  t.equal(await give(premiumRole, owner), 204, "the owner's roles are no different");
  t.same(await give(botRole), [403, 50013], "a managed role");
  t.same(await give(guild), [403, 50013], "@everyone");
  t.same(await give("1100000000000009999"), [404, 10011]);
  t.same(await give(premiumRole, "1100000000000009999"), [404, 10013]);
  await control(sandbox, "DELETE", `/discord/guilds/${guild}/members/${ben}`);
  t.same(await give(premiumRole, ben), [404, 10007]);

  await control(sandbox, "PATCH", `/discord/guilds/${guild}/roles`, [{ id: proRole, position: 4 }]);
  t.same(await give(proRole), [403, 50013], "a role above the bot's");
  t.equal(await give(friendRole), 204, "one below still goes");
  const patched = await call(sandbox, "PATCH", `${membersOf}/${ada}`, { roles: [premiumRole, proRole] });
  t.match(patched, { status: 403, body: { code: 50013 } });
  t.same(
    (await call(sandbox, "GET", `${membersOf}/${ada}`)).body.roles,
    [premiumRole, friendRole],
    "nothing was changed",
  );

  await control(sandbox, "PATCH", `/discord/guilds/${guild}/roles/${botRole}`, { permissions: ["ViewChannel"] });
  t.same(await give(friendRole), [403, 50013], "without the permission to manage roles");
  t.match(await call(sandbox, "GET", `/guilds/${guild}/audit-logs`), { status: 403, body: { code: 50013 } });
});

t.test("applies a role array as a whole, or not at all", async (t) => {
  const sandbox = await startSandbox(t, open);
  await control(sandbox, "PATCH", `/discord/guilds/${guild}/roles`, [{ id: proRole, position: 4 }]);
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${ada}/roles/${proRole}`);
  const kept = await call(sandbox, "PATCH", `${membersOf}/${ada}`, { roles: [proRole, premiumRole] });
  t.same([kept.status, kept.body.roles], [200, [proRole, premiumRole]], "a high role that stays is no change");
  t.match(await call(sandbox, "PATCH", `${membersOf}/${ada}`, { roles: [premiumRole] }), { status: 403 });
  t.match(await call(sandbox, "PATCH", `${membersOf}/${ada}`, { roles: [proRole, "1"] }), {
    status: 404,
    body: { code: 10011 },
  });
});

t.test("the audit log has who changed roles and why, once for each change", async (t) => {
  const sandbox = await startSandbox(t, open);
  const reason = { "x-audit-log-reason": encodeURIComponent("paid – premium") };
  await call(sandbox, "PUT", `${membersOf}/${ada}/roles/${premiumRole}`, undefined, reason);
  await call(sandbox, "PUT", `${membersOf}/${ada}/roles/${premiumRole}`, undefined, reason);
  await control(sandbox, "DELETE", `/discord/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
  const { body } = await call(sandbox, "GET", `/guilds/${guild}/audit-logs?action_type=25`);
  t.match(body.audit_log_entries, [
    {
      user_id: owner,
      target_id: ada,
      action_type: 25,
      changes: [{ key: "$remove", new_value: [{ id: premiumRole }] }],
    },
    { user_id: bot, target_id: ada, action_type: 25, reason: "paid – premium", changes: [{ key: "$add" }] },
  ]);
  t.equal(body.audit_log_entries.length, 2, "giving a role twice is one entry");
  const { body: counters } = await control(sandbox, "GET", "/discord/counters");
  t.same(counters.role_writes, { [`${guild}:${ada}`]: { calls: 2, changes: 1 } });
  const long = { "x-audit-log-reason": "x".repeat(513) };
  t.match(await call(sandbox, "PUT", `${membersOf}/${ada}/roles/${premiumRole}`, undefined, long), { status: 400 });
});

t.test("delivers DMs only where Discord does", async (t) => {
  const sandbox = await startSandbox(t, open);
  const send = async (userId: string) => {
    const { status, body } = await call(sandbox, "POST", `/channels/${await openDm(sandbox, userId)}/messages`, {
      content: "hi",
    });
    return [status, body.code];
  };
  t.same(await send(ada), [200, undefined]);
  t.same(await send(cleo), [403, 50007]);
  await control(sandbox, "PATCH", `/discord/users/${cleo}`, { accepts_dms: true });
  t.same(await send(cleo), [200, undefined]);
  await control(sandbox, "DELETE", `/discord/users/${ada}/mutual-guilds`);
  t.same(await send(ada), [403, 50278]);
  const other = (await control(sandbox, "POST", "/discord/users", { bot: true })).body.id;
  t.same(await send(other), [403, 50007], "another bot");
  const unknown = await call(sandbox, "POST", "/users/@me/channels", { recipient_id: "1100000000000009999" });
  t.match(unknown, { status: 400, body: { code: 50033 } });
  t.equal(await openDm(sandbox, ada), await openDm(sandbox, ada), "one DM for each user");
});

t.test("enforces a nonce for five minutes and returns it only at creation", async (t) => {
  let now = Date.now();
  const sandbox = await startSandbox(t, { ...open, now: () => now });
  const channel = await openDm(sandbox, ada);
  const send = async (more: object) =>
    (await call(sandbox, "POST", `/channels/${channel}/messages`, { content: "hi", ...more })).body;
  const first = await send({ nonce: "a", enforce_nonce: true });
  t.equal(first.nonce, "a");
  const again = await send({ nonce: "a", enforce_nonce: true, content: "other words" });
  t.match(again, { id: first.id, content: "hi", nonce: "a" });
  t.not((await send({ nonce: "a" })).id, first.id, "a nonce that is not enforced");
  t.not((await send({ nonce: "b", enforce_nonce: true })).id, first.id);
  t.match(await send({ enforce_nonce: true }), { content: "hi" }, "nothing to enforce without a nonce");
  const [latest] = (await call(sandbox, "GET", `/channels/${channel}/messages`)).body;
  t.notOk("nonce" in latest, "lost when read again");
  now += 299_000;
  t.match(await send({ nonce: "b", enforce_nonce: true, content: "other words" }), { content: "hi" });
  now += 2_000;
  const later = await send({ nonce: "b", enforce_nonce: true, content: "other words" });
  t.match(later, { content: "other words" }, "forgotten after five minutes");
});

t.test("lists messages page by page in each direction, newest first", async (t) => {
  const sandbox = await startSandbox(t, open);
  const channel = await openDm(sandbox, ada);
  const ids: string[] = [];
  for (const content of ["1", "2", "3", "4", "5", "6"]) {
    ids.push((await call(sandbox, "POST", `/channels/${channel}/messages`, { content })).body.id);
  }
  const page = async (query: string) =>
    (await call(sandbox, "GET", `/channels/${channel}/messages?${query}`)).body.map(
      ({ content }: { content: string }) => content,
    );
  t.same(await page("limit=2"), ["6", "5"]);
  t.same(await page(`limit=2&before=${ids[4]}`), ["4", "3"]);
  t.same(await page(`limit=2&after=${ids[1]}`), ["4", "3"]);
  t.same(await page(`limit=3&around=${ids[2]}`), ["4", "3", "2"]);
  t.same(await page(""), ["6", "5", "4", "3", "2", "1"]);
  t.match(await call(sandbox, "GET", `/channels/${channel}/messages?limit=101`), {
    status: 400,
    body: { code: 50035 },
  });
});

t.test("mentions only whom allowed_mentions allows", async (t) => {
  const sandbox = await startSandbox(t, open);
  const send = async (allowed?: object) => {
    const content = `<@${ada}> <@${ben}> <@&${premiumRole}> @everyone`;
    const { body } = await call(sandbox, "POST", `/channels/${announcements}/messages`, {
      content,
      ...(allowed && { allowed_mentions: allowed }),
    });
    return [body.mentions.map(({ id }: { id: string }) => id), body.mention_roles, body.mention_everyone];
  };
  t.same(await send(), [[ada, ben], [], false], "roles that are not mentionable and @everyone need a permission");
  t.same(await send({ parse: [] }), [[], [], false]);
  t.same(await send({ users: [ben] }), [[ben], [], false]);
});

t.test("the bot has no access to channels and guilds without permission", async (t) => {
  const sandbox = await startSandbox(t, open);
  const close = (deny: string[]) =>
    control(sandbox, "PUT", `/discord/channels/${announcements}/overwrites`, {
      overwrites: [{ id: guild, type: "role", allow: [], deny }],
    });
  const send = async () => {
    const { status, body } = await call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "news" });
    return [status, body.code];
  };
  await close(["SendMessages"]);
  t.same(await send(), [403, 50013]);
  await close(["ViewChannel"]);
  t.same(await send(), [403, 50001]);
  await close(["ReadMessageHistory"]);
  t.same((await call(sandbox, "GET", `/channels/${announcements}/messages`)).body, []);
  await close([]);
  t.same(await send(), [200, undefined]);
  await control(sandbox, "DELETE", `/discord/guilds/${guild}/members/${bot}`);
  t.same(await send(), [403, 50001]);
  t.match(await call(sandbox, "GET", `/guilds/${guild}`), { status: 404, body: { code: 10004 } });
  t.match(await call(sandbox, "GET", `/guilds/${guild}/roles`), { status: 403, body: { code: 50001 } });
});

t.test("lists members page by page, and only for an application with the members intent", async (t) => {
  const sandbox = await startSandbox(t, open);
  await control(sandbox, "POST", `/discord/guilds/${guild}/members`, { count: 2000, role_ids: [premiumRole] });
  const seen: string[] = [];
  for (let after = "0"; ; after = seen.at(-1) ?? "0") {
    const { body } = await call(sandbox, "GET", `${membersOf}?limit=1000&after=${after}`);
    if (body.length === 0) break;
    seen.push(...body.map(({ user }: { user: { id: string } }) => user.id));
  }
  t.equal(seen.length, 2005);
  t.equal(new Set(seen).size, 2005);
  t.equal((await call(sandbox, "GET", membersOf)).body.length, 1, "one where no limit is said");
  await control(sandbox, "PATCH", "/discord/application", { intents: { members: false } });
  t.match(await call(sandbox, "GET", `${membersOf}?limit=10`), { status: 403, body: { code: 50001 } });
  t.equal((await call(sandbox, "GET", `${membersOf}/${ada}`)).status, 200, "one member is no list");
});

t.test("creates, moves and deletes roles below the bot's highest role", async (t) => {
  const sandbox = await startSandbox(t, open);
  const made = (await call(sandbox, "POST", `/guilds/${guild}/roles`, { name: "VIP", permissions: "1024" })).body;
  t.match(made, { name: "VIP", position: 1, permissions: "1024", managed: false });
  const much = await call(sandbox, "POST", `/guilds/${guild}/roles`, { name: "Admin", permissions: "8" });
  t.match(much, { status: 403, body: { code: 50013 } }, "no permission that the bot itself lacks");
  const moved = await call(sandbox, "PATCH", `/guilds/${guild}/roles`, [{ id: made.id, position: 3 }]);
  const position = (id: string) => moved.body.find((role: { id: string }) => role.id === id)?.position;
  t.equal(position(made.id), 3);
  t.equal(position(friendRole), 1);
  t.match(await call(sandbox, "PATCH", `/guilds/${guild}/roles`, [{ id: made.id, position: 5 }]), { status: 403 });
  await call(sandbox, "PUT", `${membersOf}/${ada}/roles/${made.id}`);
  t.equal((await call(sandbox, "DELETE", `/guilds/${guild}/roles/${made.id}`)).status, 204);
  t.same((await call(sandbox, "GET", `${membersOf}/${ada}`)).body.roles, [], "its members lose it");
});
