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
  /**
   * The application's flags of a privileged intent: one of them is set once a person has switched it on. Null for an intent
   * that is not privileged. Source: Discord, "Application Flags".
   */
  readonly flags: number | null;
  readonly features: readonly string[];
}

/** What the bot's features need of Discord. */
export interface DiscordNeeds {
  readonly permissions: readonly NeededPermission[];
  readonly intents: readonly NeededIntent[];
}
