import type { PermissionsBitField } from "discord.js";
import type { Logger } from "pino";
import type { DiscordApi } from "../api.ts";
import { permissionsOf } from "../permissions.ts";
import type { ReadSelfId } from "../self.ts";
import type { FeatureNeeds } from "./needs.ts";

export interface PermissionCheckOptions {
  readonly api: Pick<DiscordApi, "readRoles" | "readMember">;
  readonly readSelfId: ReadSelfId;
  readonly config: { readonly MODDY_GUILD_ID: string; readonly MODDY_FALLBACK_CHANNEL_ID?: string | undefined };
  readonly logger: Logger;
}

/**
 * Makes a check of the bot's permissions in its guild, done once: what a feature lacks is logged, and the bot goes on,
 * since its other features work.
 */
export function createPermissionCheck(
  options: PermissionCheckOptions,
  needs: readonly FeatureNeeds[],
): (signal: AbortSignal) => Promise<void> {
  const { config, logger } = options;
  let isDone = false;
  return async (signal) => {
    if (isDone) return;
    const granted = await readPermissions(options, config.MODDY_GUILD_ID, signal);
    if (!granted) return;
    isDone = true;
    for (const { feature, permissions = [], permissionsOnlyWith } of needs) {
      if (permissionsOnlyWith && config[permissionsOnlyWith] === undefined) continue;
      const missing = permissions.filter((permission) => !granted.has(permission));
      if (missing.length === 0) continue;
      logger.warn(
        { event: "missing_permission", feature, permissions: missing },
        `The bot lacks a permission in its server, which ${feature} needs: ${missing.join(", ")}. ` +
          "Fix: Server Settings, Roles, the bot's role, Permissions.",
      );
    }
  };
}

async function readPermissions(
  { api, readSelfId }: PermissionCheckOptions,
  guildId: string,
  signal: AbortSignal,
): Promise<PermissionsBitField | undefined> {
  const self = await readSelfId(signal);
  if (!self.ok) return undefined;
  const [roles, member] = await Promise.all([
    api.readRoles(guildId, signal),
    api.readMember(guildId, self.value, signal),
  ]);
  return roles.ok && member.ok ? permissionsOf(guildId, roles.value, member.value) : undefined;
}
