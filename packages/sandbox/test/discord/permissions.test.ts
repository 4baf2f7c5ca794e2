import t from "tap";
import { type Sandbox, seedIds } from "../../src/index.ts";
import { call, control, startSandbox } from "./start.ts";

const { guild, bot, ada, owner, premiumRole, friendRole, botRole, announcements } = seedIds;
const options = { discord: { rateLimits: false } };
const membersOf = `/guilds/${guild}/members`;

/** The status of a reply, with Discord's error code if it has one. */
const result = ({ status, body }: { status: number; body: { code?: number } }) =>
  body.code === undefined ? status : [status, body.code];

const addRole = async (sandbox: Sandbox, roleId: string) =>
  result(await call(sandbox, "PUT", `${membersOf}/${ada}/roles/${roleId}`));

async function createRole(sandbox: Sandbox, permissions: string[] = []): Promise<string> {
  return (await control(sandbox, "POST", `/discord/guilds/${guild}/roles`, { permissions })).body.id;
}

const setBotPermissions = (sandbox: Sandbox, permissions: string[]) =>
  control(sandbox, "PATCH", `/discord/guilds/${guild}/roles/${botRole}`, { permissions });

function roleOf(sandbox: Sandbox, roleId: string) {
  const role = sandbox.discord.state.guilds.get(guild)?.roles.get(roleId);
  if (role === undefined) throw new Error(`no role ${roleId}`);
  return role;
}

t.test("the bot cannot assign its own highest role, managed or not", async (t) => {
  const sandbox = await startSandbox(t, options);
  const top = await createRole(sandbox);
  await control(sandbox, "PATCH", `/discord/guilds/${guild}/roles`, [{ id: top, position: 5 }]);
  t.same(await addRole(sandbox, top), [403, 50013], "a role above the bot's");
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${bot}/roles/${top}`);
  t.same(await addRole(sandbox, top), [403, 50013], "the bot's highest role");
  t.equal(await addRole(sandbox, premiumRole), 204, "a role below");
});

t.test("of two roles at the same position, the one with the lower id is the higher", async (t) => {
  const sandbox = await startSandbox(t, options);
  const newer = await createRole(sandbox);
  const { position } = roleOf(sandbox, botRole);
  roleOf(sandbox, newer).position = position;
  t.ok(BigInt(newer) > BigInt(botRole));
  t.equal(await addRole(sandbox, newer), 204, "the bot's role has the lower id");

  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${bot}/roles/${newer}`);
  roleOf(sandbox, newer).position = 9;
  roleOf(sandbox, premiumRole).position = 9;
  t.same(await addRole(sandbox, premiumRole), [403, 50013], "the bot's highest role has the higher id");
  t.same(
    result(await call(sandbox, "PATCH", `/guilds/${guild}/roles/${premiumRole}`, { name: "Gold" })),
    [403, 50013],
    "the same for a change of the role itself",
  );
});

t.test("the bot cannot kick or rename the owner, or a member with an equal or a higher role", async (t) => {
  const sandbox = await startSandbox(t, options);
  await setBotPermissions(sandbox, ["KickMembers", "ManageNicknames", "ManageRoles"]);
  const act = async (userId: string) => [
    result(await call(sandbox, "PATCH", `${membersOf}/${userId}`, { nick: "Nick" })),
    result(await call(sandbox, "DELETE", `${membersOf}/${userId}`)),
  ];
  const refused = [
    [403, 50013],
    [403, 50013],
  ];
  t.same(await act(owner), refused, "the owner");
  const top = await createRole(sandbox);
  await control(sandbox, "PATCH", `/discord/guilds/${guild}/roles`, [{ id: top, position: 5 }]);
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${ada}/roles/${top}`);
  t.same(await act(ada), refused, "a member with a higher role");
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${bot}/roles/${top}`);
  t.same(await act(ada), refused, "a member with the same highest role");
  await control(sandbox, "DELETE", `/discord/guilds/${guild}/members/${ada}/roles/${top}`);
  t.same(await act(ada), [200, 204], "a member with lower roles");
});

t.test("nicknames need a permission, another one for the bot's own", async (t) => {
  const sandbox = await startSandbox(t, options);
  const rename = async (userId: string) =>
    result(await call(sandbox, "PATCH", `${membersOf}/${userId}`, { nick: "Nick" }));
  await setBotPermissions(sandbox, []);
  t.same(
    [await rename(ada), await rename(bot)],
    [
      [403, 50013],
      [403, 50013],
    ],
  );
  await setBotPermissions(sandbox, ["ChangeNickname"]);
  t.same([await rename(ada), await rename(bot)], [[403, 50013], 200]);
  await setBotPermissions(sandbox, ["ManageNicknames"]);
  t.same([await rename(ada), await rename(bot)], [200, [403, 50013]]);
});

t.test("an administrator has every permission, but stays below higher roles", async (t) => {
  const sandbox = await startSandbox(t, options);
  await setBotPermissions(sandbox, ["Administrator"]);
  t.equal(await addRole(sandbox, friendRole), 204);
  t.equal((await call(sandbox, "GET", `/guilds/${guild}/audit-logs`)).status, 200);
  const overwrites = [{ id: guild, type: "role", allow: [], deny: ["ViewChannel", "SendMessages"] }];
  await control(sandbox, "PUT", `/discord/channels/${announcements}/overwrites`, { overwrites });
  t.equal((await call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "hi" })).status, 200);
  const top = await createRole(sandbox);
  await control(sandbox, "PATCH", `/discord/guilds/${guild}/roles`, [{ id: top, position: 5 }]);
  t.same(await addRole(sandbox, top), [403, 50013]);
});

t.test("overwrites apply to @everyone first, then to roles, then to the member", async (t) => {
  const sandbox = await startSandbox(t, options);
  const deny = (id: string, type = "role") => ({ id, type, allow: [], deny: ["SendMessages"] });
  const allow = (id: string, type = "role") => ({ id, type, allow: ["SendMessages"], deny: [] });
  const send = async (...overwrites: object[]) => {
    await control(sandbox, "PUT", `/discord/channels/${announcements}/overwrites`, { overwrites });
    return result(await call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "hi" }));
  };
  await setBotPermissions(sandbox, ["ManageRoles"]);
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${bot}/roles/${friendRole}`);
  t.same(await send(deny(guild)), [403, 50013], "@everyone is denied");
  t.equal(await send(deny(guild), allow(botRole)), 200, "a role's allow is above @everyone's deny");
  t.equal(await send(deny(friendRole), allow(botRole)), 200, "one role's allow is above another role's deny");
  t.same(await send(allow(guild), deny(botRole)), [403, 50013], "a role's deny is above @everyone's allow");
  t.equal(await send(deny(premiumRole)), 200, "a role that the bot does not have");
  t.same(await send(allow(botRole), deny(bot, "member")), [403, 50013], "the member's deny is above a role's allow");
  t.equal(await send(deny(botRole), allow(bot, "member")), 200, "the member's allow is above a role's deny");
});

t.test("managed roles and @everyone cannot be deleted, and a guild has at most 250 roles", async (t) => {
  const sandbox = await startSandbox(t, options);
  const managed = await createRole(sandbox);
  Object.assign(roleOf(sandbox, managed), { managed: true });
  for (const id of [managed, guild]) {
    t.same(result(await call(sandbox, "DELETE", `/guilds/${guild}/roles/${id}`)), [400, 50028]);
  }
  const { roles } = sandbox.discord.state.guilds.get(guild) ?? { roles: new Map() };
  while (roles.size < 249) await createRole(sandbox);
  t.equal((await call(sandbox, "POST", `/guilds/${guild}/roles`, { name: "the 250th" })).status, 200);
  t.same(result(await call(sandbox, "POST", `/guilds/${guild}/roles`, { name: "one more" })), [400, 30005]);
});

t.test("one message cannot be read without the permission to read history", async (t) => {
  const sandbox = await startSandbox(t, options);
  const { id } = (await call(sandbox, "POST", `/channels/${announcements}/messages`, { content: "hi" })).body;
  const read = async () => result(await call(sandbox, "GET", `/channels/${announcements}/messages/${id}`));
  t.equal(await read(), 200);
  const overwrites = [{ id: guild, type: "role", allow: [], deny: ["ReadMessageHistory"] }];
  await setBotPermissions(sandbox, ["ManageRoles"]);
  await control(sandbox, "PUT", `/discord/channels/${announcements}/overwrites`, { overwrites });
  t.same(await read(), [403, 50001]);
});

t.test("the permission to mention everyone also allows @everyone and roles that are not mentionable", async (t) => {
  const sandbox = await startSandbox(t, options);
  const send = async (allowed?: object) => {
    const content = `<@&${premiumRole}> <@&${friendRole}> @here`;
    const body = { content, ...(allowed && { allowed_mentions: allowed }) };
    const message = (await call(sandbox, "POST", `/channels/${announcements}/messages`, body)).body;
    return [message.mention_roles, message.mention_everyone];
  };
  roleOf(sandbox, friendRole).mentionable = true;
  t.same(await send(), [[friendRole], false], "only the mentionable role");
  await setBotPermissions(sandbox, ["MentionEveryone"]);
  t.same(await send(), [[premiumRole, friendRole], true]);
  t.same(await send({ roles: [premiumRole] }), [[premiumRole], false], "allowed_mentions still limits");
  t.same(await send({ parse: ["everyone"] }), [[], true]);
});

t.test("another author's nonce does not suppress the bot's message", async (t) => {
  const sandbox = await startSandbox(t, options);
  const { id } = (await call(sandbox, "POST", "/users/@me/channels", { recipient_id: ada })).body;
  await control(sandbox, "POST", `/discord/users/${ada}/dm`, { content: "hello" });
  Object.assign(sandbox.discord.state.dms.get(ada)?.messages[0] ?? {}, { nonce: "n" });
  const sent = await call(sandbox, "POST", `/channels/${id}/messages`, {
    content: "hi",
    nonce: "n",
    enforce_nonce: true,
  });
  t.match(sent.body, { content: "hi", author: { id: bot } });
});
