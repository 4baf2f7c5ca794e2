import { ApplicationFlags, GatewayIntentBits, type GatewayIntentsString, type PermissionsString } from "discord.js";

/** What a feature needs of Discord. */
export interface FeatureNeeds {
  readonly feature: string;
  readonly permissions?: readonly PermissionsString[];
  readonly intents?: readonly GatewayIntentsString[];
  /** The variable without which the permissions are not needed. */
  readonly permissionsOnlyWith?: "MODDY_FALLBACK_CHANNEL_ID";
}

/** An intent that Discord gives only to applications that are allowed it. */
export interface PrivilegedIntent {
  /** As the Discord developer portal calls it. */
  readonly name: string;
  /** The application's flags that allow it, one of which is set: of bots in many guilds, and of those in few. */
  readonly flags: number;
  /** The names of the features that need it. */
  readonly features: readonly string[];
}

/** Discord advises this intent for every bot. */
const ALWAYS: readonly GatewayIntentsString[] = ["Guilds"];

const PRIVILEGED = {
  GuildMembers: {
    name: "Server Members",
    flags: ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  },
  GuildPresences: {
    name: "Presence",
    flags: ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited,
  },
  MessageContent: {
    name: "Message Content",
    flags: ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
  },
} as const satisfies Partial<Record<GatewayIntentsString, Omit<PrivilegedIntent, "features">>>;

/** The intents of all features together, as the gateway takes them. */
export function intentsOf(needs: readonly FeatureNeeds[]): number {
  const intents = [...ALWAYS, ...needs.flatMap((need) => need.intents ?? [])];
  return intents.reduce((bits, intent) => bits | GatewayIntentBits[intent], 0);
}

/** The privileged intents that any feature needs. */
export function privilegedIntentsOf(needs: readonly FeatureNeeds[]): PrivilegedIntent[] {
  return (Object.keys(PRIVILEGED) as (keyof typeof PRIVILEGED)[]).flatMap((intent) => {
    const features = needs.filter(({ intents }) => intents?.includes(intent)).map(({ feature }) => feature);
    return features.length === 0 ? [] : { ...PRIVILEGED[intent], features };
  });
}
