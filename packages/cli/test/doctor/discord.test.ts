import { createServer } from "node:http";
import t from "tap";
import { openServer } from "../../../../test/support/open-server.ts";
import { discordIntents } from "../../src/doctor/checks/discord-intents.ts";
import { discordPermissions } from "../../src/doctor/checks/discord-permissions.ts";
import { discordRoles } from "../../src/doctor/checks/discord-roles.ts";
import type { Configuration } from "../../src/doctor/configuration.ts";
import type { DiscordNeeds } from "../../src/doctor/discord/discord-needs.ts";
import { checkDiscordAnswer, createGetFromDiscord } from "../../src/doctor/discord/get-from-discord.ts";
import type { FetchResult } from "../../src/network/fetch-json.ts";
import { answer, checkContext, cliContext } from "../support/check-context.ts";

const GUILD = "100";
const CHANNEL = "500";
const NEEDS: DiscordNeeds = {
  permissions: [
    { name: "KickMembers", title: "Kick Members", bit: 1, scope: "server", features: ["kick", "sweep"] },
    { name: "SendMessages", title: "Send Messages", bit: 11, scope: "fallback channel", features: ["notify"] },
  ],
  intents: [
    { name: "GuildMembers", title: "Server Members Intent", flags: 0b11, features: ["join"] },
    { name: "MessageContent", title: "Message Content Intent", flags: 0b1100, features: ["read"] },
    { name: "GuildMessages", title: "Guild Messages", flags: null, features: ["read"] },
  ],
};

interface Discord {
  readonly everyone?: number;
  readonly bot?: number;
  readonly position?: number;
  readonly channel?: FetchResult;
  readonly flags?: number;
  /** The bot's own roles. */
  readonly held?: readonly string[];
}

const role = (id: string, permissions: number, position: number, managed = false) => ({
  id,
  name: `role ${id}`,
  position,
  permissions: String(permissions),
  managed,
});

/** Discord's answers about a server with the bot's role 200, a role 300 at position 5 and an integration's role 400. */
function discord({
  everyone = 0,
  bot = 0,
  position = 9,
  channel = answer(404, {}),
  flags = 0,
  held = ["200"],
}: Discord) {
  const roles = [role(GUILD, everyone, 0), role("200", bot, position), role("300", 0, 5), role("400", 0, 1, true)];
  const answers: Record<string, FetchResult> = {
    "/users/@me": answer(200, { id: "900" }),
    [`/guilds/${GUILD}`]: answer(200, { id: GUILD, name: "of this test", roles }),
    [`/guilds/${GUILD}/members/900`]: answer(200, { roles: held }),
    [`/channels/${CHANNEL}`]: channel,
    "/applications/@me": answer(200, { id: "1234", flags }),
  };
  return async (path: string) => answers[path] ?? answer(404, {});
}

function configuration(channel: string | undefined, roles: readonly string[] = [], single?: string): Configuration {
  const bot = { MODDY_GUILD_ID: GUILD, MODDY_FALLBACK_CHANNEL_ID: channel, MODDY_PREMIUM_ROLE_ID: single };
  return { bot, plans: roles.length > 0 ? [{ role_ids: roles }] : [] } as unknown as Configuration;
}

const permissions = (world: Discord, channel?: string) =>
  discordPermissions.run(
    checkContext({ discordNeeds: NEEDS, configuration: configuration(channel), getFromDiscord: discord(world) }),
  );

t.test("permissions of the server: given by the bot's role, by @everyone, or missing", async (t) => {
  t.match(await permissions({ bot: 1 << 1 }), { status: "ok", found: /^Kick Members$/ });
  t.match(await permissions({ everyone: 1 << 1 }), { status: "ok" });
  t.match(await permissions({ bot: 1 << 3 }), { status: "ok" }, "Administrator");
  t.match(await permissions({}), {
    code: "discord_permission",
    found: "the bot lacks Kick Members",
    cause: "Kick Members is needed by: kick, sweep.",
    fix: /client_id=1234&permissions=2050&scope=bot\+applications\.commands$/,
  });
});

t.test("permissions of the fallback channel are checked if there is one", async (t) => {
  const kick = 1 << 1;
  const text = (overwrites: readonly object[], guild_id = GUILD) =>
    answer(200, { guild_id, permission_overwrites: overwrites });
  const deny = text([{ id: "200", allow: "0", deny: String(1 << 11) }]);
  const both = { bot: kick | (1 << 11) };
  t.match(await permissions({ ...both, channel: text([]) }, CHANNEL), {
    status: "ok",
    found: "Kick Members, Send Messages",
  });
  t.match(await permissions({ ...both, channel: deny }, CHANNEL), {
    found: "the bot lacks Send Messages in the fallback channel",
    fix: /^Settings of the channel, Permissions/,
  });
  t.match(await permissions({ channel: deny }, CHANNEL), {
    found: "the bot lacks Kick Members; Send Messages in the fallback channel",
  });
  t.match(await permissions({ ...both, channel: answer(403, {}) }, CHANNEL), {
    code: "discord_permission",
    found: "the bot lacks Send Messages in the fallback channel",
  });
  t.match(await permissions({ ...both, channel: answer(404, {}) }, CHANNEL), { code: "discord_channel_unknown" });
  t.match(await permissions({ ...both, channel: text([], "999") }, CHANNEL), { code: "discord_channel_unknown" });
  t.match(await permissions({ ...both, channel: answer(503, {}) }, CHANNEL), { code: "discord_down" });
});

t.test("each privileged intent needs one of its flags; the others need none", async (t) => {
  const run = (flags: number) =>
    discordIntents.run(checkContext({ discordNeeds: NEEDS, getFromDiscord: discord({ flags }) }));
  t.match(await run(0b0101), { status: "ok", found: "Server Members Intent, Message Content Intent: on" });
  t.match(await run(0b1010), { status: "ok" });
  t.match(await run(0b0100), {
    code: "discord_intent_missing",
    found: "Server Members Intent is off",
    cause: /Server Members Intent is needed by: join\.$/,
  });
  t.match(await run(0), { found: "Server Members Intent, Message Content Intent are off" });
  const none = { permissions: [], intents: [] };
  const context = checkContext({ discordNeeds: none, getFromDiscord: discord({}) });
  t.match(await discordIntents.run(context), { status: "ok", found: "none needed" });
});

t.test("managed roles: below the bot's top role, or at fault", async (t) => {
  const run = (world: Discord, roles: readonly string[], single?: string) =>
    discordRoles.run(
      checkContext({ configuration: configuration(undefined, roles, single), getFromDiscord: discord(world) }),
    );
  t.match(await run({}, ["300"]), { status: "ok", found: /^1 managed roles/ });
  t.match(await run({ position: 5 }, ["300"]), { status: "ok" }, "at one position the older role is above");
  t.match(await run({ position: 4 }, ["300"]), { code: "discord_role_too_high", cause: /top role "role 200"/ });
  t.match(await run({}, ["400"]), { code: "discord_role_managed" });
  t.match(await run({}, ["301"]), { code: "discord_role_unknown" });
  t.match(await run({}, [], "301"), { code: "discord_role_unknown" }, "without plans, MODDY_PREMIUM_ROLE_ID counts");
  t.match(await run({}, ["300"], "301"), { status: "ok", found: /^1 managed roles/ }, "with plans it does not");
  t.match(await run({ held: [] }, ["300"]), { code: "discord_role_too_high" }, "a bot without a role gives none");
});

t.test("an answer that has nothing to do with the question", async (t) => {
  for (const [status, code] of [
    [401, "discord_token"],
    [429, "discord_rate_limited"],
    [500, "discord_down"],
    [503, "discord_down"],
  ] as const) {
    t.match(checkDiscordAnswer(answer(status)), { code });
  }
  for (const status of [200, 403, 404]) t.equal(checkDiscordAnswer(answer(status)), undefined);
  t.match(checkDiscordAnswer({ kind: "failed", code: "ENOTFOUND" }), { code: "discord_unreachable" });
});

t.test("each path is read once; a short wait is respected twice, a long one or none not at all", async (t) => {
  let calls = 0;
  let reply: readonly [status: number, retryAfter?: string] = [200];
  const server = createServer((_request, response) => {
    calls += 1;
    const [status, retryAfter] = reply;
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end("{}");
  });
  const { port } = await openServer(t, server, "127.0.0.1");
  const cli = cliContext({ version: "0", now: Date.now });
  const read = async (status: number, retryAfter?: string) => {
    calls = 0;
    reply = retryAfter === undefined ? [status] : [status, retryAfter];
    const get = createGetFromDiscord({ base: `http://127.0.0.1:${port}`, token: "of-this-test" }, cli);
    await Promise.all([get("/users/@me"), get("/users/@me")]);
    return calls;
  };
  t.equal(await read(200), 1);
  t.equal(await read(429, "0.01"), 3);
  t.equal(await read(429, "10.1"), 1);
  t.equal(await read(429), 1);
  t.equal(await read(503, "0.01"), 1, "only a 429 asks for a wait");
});
