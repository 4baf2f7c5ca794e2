import type { Role } from "./responses.ts";

const ADMINISTRATOR = 1n << 3n;
const ALL_PERMISSIONS = (1n << 64n) - 1n;

/** An exception that a channel makes for a role or a member. Source: Discord, "Overwrite Object". */
export interface Overwrite {
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

/** The bot as a member of its server. */
export interface BotMember {
  readonly userId: string;
  readonly guildId: string;
  /** All roles of the server. */
  readonly roles: readonly Role[];
  readonly roleIds: readonly string[];
}

/** Whether a permission is among these. */
export function hasPermission(permissions: bigint, bit: number): boolean {
  return (permissions & (1n << BigInt(bit))) !== 0n;
}

/** The bot's permissions in the whole server: those of its roles and of @everyone. Source: Discord, "Permission Hierarchy". */
export function computeServerPermissions({ guildId, roles, roleIds }: BotMember): bigint {
  const permissions = roles
    .filter(({ id }) => id === guildId || roleIds.includes(id))
    .reduce((all, role) => all | BigInt(role.permissions), 0n);
  return (permissions & ADMINISTRATOR) === 0n ? permissions : ALL_PERMISSIONS;
}

/** The bot's permissions in a channel: overwrites of @everyone, of its roles, of the bot, in this order. Source: Discord, "Permission Overwrites". */
export function computeChannelPermissions(bot: BotMember, overwrites: readonly Overwrite[]): bigint {
  const base = computeServerPermissions(bot);
  if (base === ALL_PERMISSIONS) return base;
  const layers = [
    overwrites.filter(({ id }) => id === bot.guildId),
    overwrites.filter(({ id }) => bot.roleIds.includes(id)),
    overwrites.filter(({ id }) => id === bot.userId),
  ];
  return layers.reduce((permissions, layer) => {
    const deny = layer.reduce((bits, one) => bits | BigInt(one.deny), 0n);
    const allow = layer.reduce((bits, one) => bits | BigInt(one.allow), 0n);
    return (permissions & ~deny) | allow;
  }, base);
}
