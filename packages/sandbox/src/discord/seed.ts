import { PermissionFlagsBits } from "discord-api-types/v10";
import { addUser } from "./actions/users.ts";
import { INVITED_PERMISSIONS } from "./invited-permissions.generated.ts";
import type { DiscordState, Guild, Member, Role } from "./state.ts";

/** The ids of the objects that a sandbox starts with. */
export const seedIds = {
  guild: "1100000000000000001",
  bot: "1100000000000000002",
  botRole: "1100000000000000010",
  premiumRole: "1100000000000000011",
  proRole: "1100000000000000012",
  friendRole: "1100000000000000013",
  announcements: "1100000000000000020",
  owner: "1100000000000000100",
  ada: "1100000000000000101",
  ben: "1100000000000000102",
  /** Accepts no direct messages. */
  cleo: "1100000000000000103",
} as const;

/** As if a person had opened the invite link; a feature that uses more than it declares is refused. */
const BOT_PERMISSIONS = INVITED_PERMISSIONS | PermissionFlagsBits.EmbedLinks | PermissionFlagsBits.ViewAuditLog;

const EVERYONE_PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.EmbedLinks;

export interface SeedOptions {
  readonly guildId?: string | undefined;
  readonly premiumRoleId?: string | undefined;
}

/** Fills the state with one guild: the bot, its roles, an owner and three members, one of them with closed DMs. */
export function seedState(state: DiscordState, options: SeedOptions = {}): void {
  const botId = state.application.id;
  addUser(state, { id: botId, username: "moddy", globalName: null, bot: true });
  addUser(state, { id: seedIds.owner, username: "olga", globalName: "Olga" });
  addUser(state, { id: seedIds.ada, username: "ada", globalName: "Ada" });
  addUser(state, { id: seedIds.ben, username: "ben", globalName: "Ben" });
  addUser(state, { id: seedIds.cleo, username: "cleo", globalName: "Cleo", acceptsDms: false });

  const guildId = options.guildId ?? seedIds.guild;
  const guild: Guild = {
    id: guildId,
    name: "Moddy's place",
    ownerId: seedIds.owner,
    roles: new Map(),
    members: new Map(),
    auditLog: [],
  };
  state.guilds.set(guildId, guild);
  addRole(guild, { id: guildId, name: "@everyone", position: 0, permissions: EVERYONE_PERMISSIONS });
  addRole(guild, { id: seedIds.friendRole, name: "Friend", position: 1 });
  addRole(guild, { id: options.premiumRoleId ?? seedIds.premiumRole, name: "Premium", position: 2, color: 0xf1c40f });
  addRole(guild, { id: seedIds.proRole, name: "Pro", position: 3, color: 0xe67e22 });
  addRole(guild, {
    id: seedIds.botRole,
    name: "moddy",
    position: 4,
    permissions: BOT_PERMISSIONS,
    managed: true,
    botId,
  });
  addMember(state, guild, botId, [seedIds.botRole]);
  for (const id of [seedIds.owner, seedIds.ada, seedIds.ben, seedIds.cleo]) addMember(state, guild, id);
  state.channels.set(seedIds.announcements, {
    kind: "text",
    id: seedIds.announcements,
    guildId,
    name: "announcements",
    position: 0,
    overwrites: [],
    messages: [],
  });
}

function addRole(guild: Guild, role: Pick<Role, "id" | "name" | "position"> & Partial<Role>): void {
  guild.roles.set(role.id, { permissions: 0n, color: 0, hoist: false, mentionable: false, managed: false, ...role });
}

function addMember(state: DiscordState, guild: Guild, userId: string, roleIds: string[] = []): void {
  const member: Member = { userId, roleIds, nick: null, joinedAt: new Date(state.now()).toISOString() };
  guild.members.set(userId, member);
}
