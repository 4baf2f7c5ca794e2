import type { ColumnType, Generated } from "kysely";

/** The tables that the bot owns; those of @moddy/delivery stand beside them. */
export interface BotTables {
  dm_channels: DmChannelsTable;
  messages: MessagesTable;
  role_states: RoleStatesTable;
  expected_role_changes: ExpectedRoleChangesTable;
  given_roles: GivenRolesTable;
  invalid_requests: InvalidRequestsTable;
  gateway_sessions: GatewaySessionsTable;
  gateway_identifies: GatewayIdentifiesTable;
}

/** What is known of the direct messages with a user. */
interface DmChannelsTable {
  discord_id: string;
  channel_id: string | null;
  /** When a message last arrived. */
  delivered_at: Date | null;
  /** The outcome that closed it, and until when no message is tried. */
  closed_outcome: "dm_closed" | "no_mutual_guild" | null;
  closed_until: Date | null;
}

/** A message that is to be sent, recorded before the call, and the result. */
interface MessagesTable {
  delivery_key: string;
  /** The channel: the direct message or the fallback channel of the server. */
  rung: "dm" | "fallback";
  discord_id: string;
  /** `intended` until Discord has said for certain that it exists (`sent`) or does not (`failed`). */
  state: "intended" | "sent" | "failed";
  channel_id: string | null;
  message_id: string | null;
  intended_at: Date;
}

/** What was last applied to a member. */
interface RoleStatesTable {
  guild_id: string;
  discord_id: string;
  /** The highest version of a delivery that was begun; a bigint, as PostgreSQL's driver reads it. */
  version: ColumnType<string | null, number | null, number | null>;
  /** The plan of the last update that was begun. */
  plan: ColumnType<string | null, string | null | undefined, string | null>;
  /** The managed roles that were read back. */
  applied: string[] | null;
  /** The managed roles that Discord reported last. */
  observed: string[] | null;
}

/** A change of a member's managed roles that we make; deleted when Discord has reported it. */
interface ExpectedRoleChangesTable {
  id: Generated<string>;
  guild_id: string;
  discord_id: string;
  roles_before: string[];
  roles_after: string[];
  expires_at: Date;
}

/** A role that we gave to a member. A role that a member holds without a row was given by hand. */
interface GivenRolesTable {
  guild_id: string;
  discord_id: string;
  role_id: string;
  /** `intended` from before the call until the role was seen with the member. */
  state: "intended" | "given";
  /** When it was seen; null where that is not known. */
  given_at: Date | null;
}

/** Direct messages that Discord refused or may yet refuse. */
interface InvalidRequestsTable {
  id: Generated<string>;
  at: Date;
}

/** The gateway session of a token: what it takes to resume it, and whether a process holds it. */
interface GatewaySessionsTable {
  /** A fingerprint of the token. */
  token: string;
  session_id: string | null;
  resume_url: string | null;
  shard_count: number | null;
  /** Up to which event of the session everything is stored; a bigint, as PostgreSQL's driver reads it. */
  sequence: ColumnType<string | null, number | null, number | null>;
  /** Whether a process holds the session; false while it waits to be resumed. */
  held: boolean;
  /** The holder's last heartbeat, by the database's clock. */
  alive_at: Date | null;
}

/** Each identify of a token: Discord allows 1,000 a day. */
interface GatewayIdentifiesTable {
  id: Generated<string>;
  token: string;
  at: Date;
}
