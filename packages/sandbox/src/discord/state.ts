import { EventEmitter } from "node:events";
import type {
  APIApplicationCommand,
  APIAuditLogEntry,
  APIEmbed,
  APIMessageTopLevelComponent,
  GatewayDispatchEvents,
} from "discord-api-types/v10";
import type { ActivityFeed } from "../http/activity-feed.ts";
import { createSnowflakes } from "./snowflake.ts";

export interface User {
  readonly id: string;
  username: string;
  globalName: string | null;
  readonly bot: boolean;
  /** Whether members of shared guilds, bots among them, may write to this user. */
  acceptsDms: boolean;
}

export interface Role {
  readonly id: string;
  name: string;
  permissions: bigint;
  position: number;
  color: number;
  hoist: boolean;
  mentionable: boolean;
  /** Belongs to an integration; nobody can add it to a member or remove it. */
  readonly managed: boolean;
  /** The bot whose own role this is. */
  readonly botId?: string;
}

export interface Member {
  readonly userId: string;
  roleIds: string[];
  nick: string | null;
  /** ISO 8601. */
  readonly joinedAt: string;
}

export interface Guild {
  readonly id: string;
  name: string;
  ownerId: string;
  readonly roles: Map<string, Role>;
  readonly members: Map<string, Member>;
  /** Oldest first. */
  readonly auditLog: APIAuditLogEntry[];
}

export interface Overwrite {
  readonly id: string;
  readonly type: "role" | "member";
  readonly allow: bigint;
  readonly deny: bigint;
}

interface BaseChannel {
  readonly id: string;
  /** Oldest first. */
  readonly messages: Message[];
}

export interface DmChannel extends BaseChannel {
  readonly kind: "dm";
  readonly recipientId: string;
}

export interface TextChannel extends BaseChannel {
  readonly kind: "text";
  readonly guildId: string;
  name: string;
  position: number;
  overwrites: Overwrite[];
}

export type Channel = DmChannel | TextChannel;

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  readonly nonce: string | number | undefined;
  /** ISO 8601. */
  readonly timestamp: string;
  editedTimestamp: string | null;
  flags: number;
  readonly tts: boolean;
  readonly mentions: Mentions;
  readonly interactionId?: string;
}

export interface Mentions {
  readonly userIds: readonly string[];
  readonly roleIds: readonly string[];
  readonly everyone: boolean;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly channelId: string;
  readonly guildId: string | null;
  readonly command: string;
  state: "open" | "deferred" | "answered";
  ephemeral: boolean;
  /** The original response. */
  message: Message | null;
  followUps: Message[];
}

/** The privileged intents in the application's settings. */
export interface PrivilegedIntents {
  presences: boolean;
  members: boolean;
  messageContent: boolean;
}

export interface Application {
  /** The id of the application and of its bot user. */
  readonly id: string;
  readonly token: string;
  /** False after Discord reset the token. */
  tokenValid: boolean;
  readonly intents: PrivilegedIntents;
}

/** A gateway event, before the intents of each session filter it. */
export interface Dispatch {
  readonly t: `${GatewayDispatchEvents}`;
  /** The event goes to sessions with any of these intents; 0 means all sessions. */
  readonly intents: number;
  /** Selects the shard; without it the event goes to shard 0. */
  readonly guildId?: string;
  /** What a session with these intents sees. */
  readonly data: (intents: number) => unknown;
}

export interface DiscordState {
  readonly now: () => number;
  readonly nextId: () => string;
  readonly activity: ActivityFeed;
  readonly application: Application;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  /** By the recipient's user id. */
  readonly dms: Map<string, DmChannel>;
  readonly commands: Map<string, APIApplicationCommand>;
  readonly interactions: Map<string, Interaction>;
  /** By `<guild id>:<user id>`: calls that set or changed the member's roles, and how many of them changed something. */
  readonly roleWrites: Map<string, { calls: number; changes: number }>;
  readonly dispatches: EventEmitter<{ dispatch: [Dispatch] }>;
}

export interface DiscordStateOptions {
  readonly now: () => number;
  readonly activity: ActivityFeed;
  readonly application: Application;
}

/** An empty local Discord. */
export function createDiscordState({ now, activity, application }: DiscordStateOptions): DiscordState {
  return {
    now,
    nextId: createSnowflakes(now),
    activity,
    application,
    users: new Map(),
    guilds: new Map(),
    channels: new Map(),
    dms: new Map(),
    commands: new Map(),
    interactions: new Map(),
    roleWrites: new Map(),
    dispatches: new EventEmitter(),
  };
}

/** Sends an event to the gateway's sessions. */
export function dispatch(state: DiscordState, event: Dispatch): void {
  state.dispatches.emit("dispatch", event);
}

export const isoTime = (state: DiscordState): string => new Date(state.now()).toISOString().replace("Z", "000+00:00");
