/** A permission that features of the bot need. */
export interface NeededPermission {
  /** Discord's name, such as `ManageRoles`. */
  readonly name: string;
  /** The name in Discord's settings, such as `Manage Roles`. */
  readonly title: string;
  /** The number of its bit. Source: Discord, "Bitwise Permission Flags". */
  readonly bit: number;
  /** Where the bot needs it: in the whole server, or only in the channel of MODDY_FALLBACK_CHANNEL_ID. */
  readonly scope: "server" | "fallback channel";
  readonly features: readonly string[];
}

/** A gateway intent that features of the bot need. */
export interface NeededIntent {
  /** Discord's name, such as `GuildMembers`. */
  readonly name: string;
  /** The name in Discord's developer portal, such as `Server Members Intent`. */
  readonly title: string;
  /** The number of its bit. Source: Discord, "List of Intents". */
  readonly bit: number;
  /** Whether a person must switch it on in Discord's developer portal. */
  readonly privileged: boolean;
  readonly features: readonly string[];
}

/** What the bot's features need of Discord. */
export interface DiscordNeeds {
  readonly permissions: readonly NeededPermission[];
  readonly intents: readonly NeededIntent[];
}
