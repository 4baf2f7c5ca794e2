/** A member of a guild. */
export interface MemberKey {
  readonly guildId: string;
  readonly discordId: string;
}
