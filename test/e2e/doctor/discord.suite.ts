import { DISCORD_NEEDS } from "@moddy/cli";
import { sandboxToken, seedIds } from "@moddy/sandbox";
import t from "tap";
import { freePorts } from "../../support/free-ports.ts";
import { runDoctor } from "../../support/run-moddy.ts";
import { startPairProcesses } from "../../support/start-pair-processes.ts";
import { expectCause, expectWarning } from "./support/expect-cause.ts";

// Source: Discord, "Bitwise Permission Flags".
const MANAGE_NICKNAMES = 1n << 27n;
const MANAGE_ROLES = 1n << 28n;
/** What the invite link gives. */
const INVITED = DISCORD_NEEDS.permissions.reduce((all, { bit }) => all | (1n << BigInt(bit)), 0n);

t.test("the doctor names what is wrong in Discord", async (t) => {
  const pair = await startPairProcesses();
  t.teardown(() => pair.close());
  const { state } = pair.sandbox.discord;
  const guild = state.guilds.get(seedIds.guild);
  const botRole = guild?.roles.get(seedIds.botRole);
  const premium = guild?.roles.get(seedIds.premiumRole);
  if (guild === undefined || botRole === undefined || premium === undefined) throw new Error("The seed has changed.");

  const steer = async (method: string, path: string, body: object) => {
    const url = `${pair.sandbox.url}/_sandbox/discord${path}`;
    const reply = await fetch(url, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  };

  // Discord allows two looks at the gateway in five seconds; what the doctor does then has a test of its own.
  await steer("PATCH", "/rate-limits", { enabled: false });

  await t.test("Discord cannot be reached", async (t) => {
    const [port] = await freePorts(1);
    const env = { ...pair.environments.bot, DISCORD_API_BASE: `http://[::1]:${port}/api` };
    expectCause(t, "discord_unreachable", await runDoctor("bot", env), env);
  });

  await t.test("a bad token", async (t) => {
    const env = { ...pair.environments.bot, DISCORD_TOKEN: sandboxToken.replace(/x{10}$/, "0123456789") };
    expectCause(t, "discord_token", await runDoctor("bot", env), env);
  });

  await t.test("no session starts left", async (t) => {
    await steer("PATCH", "/application", { identifies_remaining: 0 });
    expectCause(t, "discord_identifies", await runDoctor("bot", pair.environments.bot), pair.environments.bot);
    await steer("PATCH", "/application", { identifies_remaining: 20 });
    expectWarning(t, "discord_identifies_low", await runDoctor("bot", pair.environments.bot));
    await steer("PATCH", "/application", { identifies_remaining: 900 });
  });

  await t.test("a missing intent", async (t) => {
    await steer("PATCH", "/application", { intents: { members: false } });
    expectCause(t, "discord_intent_missing", await runDoctor("bot", pair.environments.bot), pair.environments.bot);
    await steer("PATCH", "/application", { intents: { members: true } });
  });

  await t.test("a server that the bot is not in", async (t) => {
    const env = { ...pair.environments.bot, MODDY_GUILD_ID: "1100000000000000999" };
    const run = await runDoctor("bot", env);
    expectCause(t, "discord_guild", run, env);
    t.match(run.first?.fix, `client_id=${seedIds.bot}`, "the fix holds a link that invites the bot");
  });

  await t.test("Manage Roles is missing", async (t) => {
    const { permissions } = botRole;
    botRole.permissions &= ~MANAGE_ROLES;
    const run = await runDoctor("bot", pair.environments.bot);
    botRole.permissions = permissions;
    expectCause(t, "discord_permission", run, pair.environments.bot);
    t.equal(run.first?.found, "the bot lacks Manage Roles");
    t.match(run.first?.cause, /^Manage Roles is needed by: roles/);
    t.match(run.first?.fix, `client_id=${seedIds.bot}&permissions=${INVITED}&scope=bot+applications.commands`);
  });

  await t.test("what another feature needs is missing", async (t) => {
    const nicknames = {
      name: "ManageNicknames",
      title: "Manage Nicknames",
      bit: 27,
      scope: "server",
      features: ["nickname"],
    } as const;
    const presences = {
      name: "GuildPresences",
      title: "Presence Intent",
      flags: (1 << 12) | (1 << 13),
      features: ["presence"],
    };
    const { permissions, intents } = DISCORD_NEEDS;
    const held = botRole.permissions;
    botRole.permissions &= ~MANAGE_NICKNAMES;
    const run = await runDoctor("bot", pair.environments.bot, {
      discordNeeds: { permissions: [nicknames], intents },
    });
    botRole.permissions = held;
    expectCause(t, "discord_permission", run, pair.environments.bot);
    t.equal(run.first?.found, "the bot lacks Manage Nicknames");
    t.match(run.first?.cause, "Manage Nicknames is needed by: nickname.");
    t.match(run.first?.fix, `permissions=${MANAGE_NICKNAMES}&`);
    const other = await runDoctor("bot", pair.environments.bot, {
      discordNeeds: { permissions, intents: [...intents, presences] },
    });
    expectCause(t, "discord_intent_missing", other, pair.environments.bot);
    t.equal(other.first?.found, "Presence Intent is off");
    t.match(other.first?.cause, "Presence Intent is needed by: presence.");
  });

  await t.test("the fallback channel: a permission is denied there, or it is of no use", async (t) => {
    const env = { ...pair.environments.bot, MODDY_FALLBACK_CHANNEL_ID: seedIds.announcements };
    t.equal((await runDoctor("bot", env)).report.cause, null);
    const channel = state.channels.get(seedIds.announcements);
    if (channel?.kind !== "text") throw new Error("The seed has changed.");
    channel.overwrites = [{ id: seedIds.botRole, type: "role", allow: 0n, deny: 1n << 11n }];
    const run = await runDoctor("bot", env);
    channel.overwrites = [];
    expectCause(t, "discord_permission", run, env);
    t.equal(run.first?.found, "the bot lacks Send Messages in the fallback channel");
    t.match(run.first?.cause, "Send Messages is needed by: notify.");
    const nowhere = { ...env, MODDY_FALLBACK_CHANNEL_ID: "1100000000000000997" };
    expectCause(t, "discord_channel_unknown", await runDoctor("bot", nowhere), nowhere);
  });

  await t.test("a managed role above the bot's", async (t) => {
    const { position } = premium;
    premium.position = botRole.position + 1;
    const run = await runDoctor("bot", pair.environments.bot);
    expectCause(t, "discord_role_too_high", run, pair.environments.bot);
    t.match(run.first?.found, premium.name);
    premium.position = position;
  });

  await t.test("of two roles on one position the older one is the higher", async (t) => {
    const { position } = premium;
    premium.position = botRole.position;
    const env = { ...pair.environments.bot, PLANS_FILE: undefined, MODDY_PREMIUM_ROLE_ID: premium.id };
    const { report } = await runDoctor("bot", env);
    t.equal(report.cause, premium.id > botRole.id ? null : "discord_role_too_high");
    premium.position = position;
  });

  await t.test("a role that does not exist", async (t) => {
    const env = { ...pair.environments.bot, PLANS_FILE: undefined, MODDY_PREMIUM_ROLE_ID: "1100000000000000998" };
    expectCause(t, "discord_role_unknown", await runDoctor("bot", env), env);
  });

  await t.test("a role that belongs to an integration", async (t) => {
    const env = { ...pair.environments.bot, PLANS_FILE: undefined, MODDY_PREMIUM_ROLE_ID: seedIds.botRole };
    expectCause(t, "discord_role_managed", await runDoctor("bot", env), env);
  });

  await t.test("a token that was reset while the bot runs", async (t) => {
    pair.sandbox.faults.add({ target: "discord", route: "/users/@me", kind: "status", status: 401, times: null });
    t.teardown(() => pair.sandbox.faults.clear());
    expectCause(t, "discord_token", await runDoctor("bot", pair.environments.bot), pair.environments.bot);
  });

  await t.test("Discord is down", async (t) => {
    pair.sandbox.faults.add({ target: "discord", route: "/users/@me", kind: "status", status: 503, times: null });
    t.teardown(() => pair.sandbox.faults.clear());
    expectCause(t, "discord_down", await runDoctor("bot", pair.environments.bot), pair.environments.bot);
  });

  await t.test("Discord asks for a longer pause than the doctor has", async (t) => {
    const fault = {
      target: "discord",
      route: "/users/@me",
      kind: "rate_limit",
      retry_after: 600,
      times: null,
    } as const;
    pair.sandbox.faults.add(fault);
    t.teardown(() => pair.sandbox.faults.clear());
    expectCause(t, "discord_rate_limited", await runDoctor("bot", pair.environments.bot), pair.environments.bot);
  });

  await t.test("a short pause that Discord asks for is waited for", async (t) => {
    pair.sandbox.faults.add({ target: "discord", route: "/users/@me", kind: "rate_limit", retry_after: 0.2, times: 2 });
    const { status, report } = await runDoctor("bot", pair.environments.bot);
    t.equal(report.cause, null);
    t.equal(status, 0);
  });

  await t.test("and nothing is left to name", async (t) => {
    const { status, report } = await runDoctor("bot", pair.environments.bot);
    t.equal(report.cause, null);
    t.equal(status, 0);
  });
});
