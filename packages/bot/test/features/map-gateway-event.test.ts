import type { GatewayDispatchPayload } from "discord.js";
import t from "tap";
import { newMemberId } from "../../src/discord/gateway/member-event.ts";
import { backendEventsOf, readCommand } from "../../src/features/commands/read-command.ts";
import { mapGatewayEvent, rolesUpdated } from "../../src/features/member-events/map-gateway-event.ts";

const options = { guildId: "1", managedRoles: new Set(["a", "b"]) };
const event = (t: string, d: object) => ({ op: 0, s: 1, t, d }) as unknown as GatewayDispatchPayload;
const member = (name: string, data: object = {}) =>
  event(name, { guild_id: "1", user: { id: "7" }, roles: [], ...data });
const NAMES = ["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE"];

t.test("a member who joins is told to the backend; one who leaves has no roles any more", async (t) => {
  t.same(mapGatewayEvent(options, member("GUILD_MEMBER_ADD")), {
    backendEvents: [{ event_type: "member_joined", discord_id: "7" }],
  });
  t.same(mapGatewayEvent(options, member("GUILD_MEMBER_REMOVE")), {
    member: { discordId: "7", roles: [] },
    hasLeft: true,
  });
});

t.test("of a member's roles only the managed ones count", async (t) => {
  const mapped = mapGatewayEvent(options, member("GUILD_MEMBER_UPDATE", { roles: ["x", "b", "a"] }));
  t.same(mapped, { member: { discordId: "7", roles: ["b", "a"] } });
  t.same(rolesUpdated({ discordId: "7", roles: ["b"] }), {
    event_type: "role_updated",
    discord_id: "7",
    metadata: { managed_role_ids: ["b"] },
  });
});

t.test("bots, other guilds and other events mean nothing", async (t) => {
  for (const name of NAMES) {
    t.equal(mapGatewayEvent(options, member(name, { guild_id: "2" })), undefined);
    t.equal(mapGatewayEvent(options, member(name, { user: { id: "7", bot: true } })), undefined);
    t.ok(mapGatewayEvent(options, member(name, { user: { id: "7", bot: false } })));
  }
  t.equal(mapGatewayEvent(options, event("MESSAGE_CREATE", { guild_id: "1", user: { id: "7" } })), undefined);
});

t.test("a person who joins this guild can be sent messages again", async (t) => {
  t.equal(newMemberId("1", member("GUILD_MEMBER_ADD")), "7");
  t.equal(newMemberId("1", member("GUILD_MEMBER_ADD", { guild_id: "2" })), undefined);
  t.equal(newMemberId("1", member("GUILD_MEMBER_ADD", { user: { id: "7", bot: true } })), undefined);
  t.equal(newMemberId("1", member("GUILD_MEMBER_REMOVE")), undefined);
});

t.test("a command is read, in the server and in a direct message", async (t) => {
  const interaction = { type: 2, id: "3", token: "t", application_id: "4", data: { name: "sync" } };
  const inServer = event("INTERACTION_CREATE", { ...interaction, member: { user: { id: "7" } } });
  t.match(readCommand(inServer), { name: "sync", discordId: "7", interaction: { id: "3" } });
  t.match(readCommand(event("INTERACTION_CREATE", { ...interaction, user: { id: "8" } })), { discordId: "8" });
  t.equal(readCommand(event("INTERACTION_CREATE", interaction)), undefined, "nobody's");
  const button = { ...interaction, type: 3, user: { id: "8" } };
  t.equal(readCommand(event("INTERACTION_CREATE", button)), undefined);
  t.equal(readCommand(event("MESSAGE_CREATE", { ...interaction, user: { id: "8" } })), undefined);
});

t.test("the backend gets an event for every command, and after /sync it sends the roles again", async (t) => {
  const interaction = { id: "3", token: "t", application_id: "4" };
  const used = { event_type: "command_used", discord_id: "7" };
  const sync = { name: "sync", discordId: "7", interaction };
  t.same(backendEventsOf({ ...sync, name: "account" }, false), [{ ...used, metadata: { command: "account" } }]);
  t.same(backendEventsOf(sync, false), [
    { ...used, metadata: { command: "sync" } },
    { event_type: "role_updated", discord_id: "7", metadata: { reason: "sync_command" } },
  ]);
  t.same(backendEventsOf(sync, true), [{ ...used, metadata: { command: "sync" } }], "too often");
});
