import { GatewayIntentBits } from "discord-api-types/v10";
import { z } from "zod";
import { searchMembers } from "../search-members.ts";
import { memberShape } from "../shapes/member.ts";
import type { DiscordState, Guild, Member } from "../state.ts";
import type { Session, Sessions } from "./sessions.ts";

const CHUNK = 1000;
/** Discord lets a session ask for all members of a guild once in 30 seconds. */
const ALL_MEMBERS_EVERY_MS = 30_000;

export const requestMembersForm = z.object({
  guild_id: z.string(),
  query: z.string().nullish(),
  limit: z.int().min(0).nullish(),
  presences: z.boolean().nullish(),
  user_ids: z.union([z.string(), z.array(z.string()).max(100)]).nullish(),
  nonce: z.string().nullish(),
});
export type RequestMembers = z.output<typeof requestMembersForm>;

/** Handles op 8 and replies in chunks. A session without the members intent cannot ask for all members. */
export function createMemberRequests(
  state: DiscordState,
  sessions: Sessions,
): (session: Session, request: RequestMembers) => void {
  const lastAll = new WeakMap<Session, Map<string, number>>();
  const tooSoon = (session: Session, guildId: string): number => {
    const asked = lastAll.get(session) ?? new Map<string, number>();
    lastAll.set(session, asked);
    const wait = (asked.get(guildId) ?? Number.NEGATIVE_INFINITY) + ALL_MEMBERS_EVERY_MS - state.now();
    if (wait <= 0) asked.set(guildId, state.now());
    return wait;
  };
  return (session, request) => {
    const guild = state.guilds.get(request.guild_id);
    if (guild === undefined || !guild.members.has(state.application.id)) return;
    const all = request.query === "" && !request.limit;
    if (all && (session.intents & GatewayIntentBits.GuildMembers) === 0) return;
    const wait = all ? tooSoon(session, guild.id) : 0;
    const nonce = request.nonce ? { nonce: request.nonce } : {};
    if (wait > 0) {
      const meta = { guild_id: guild.id, ...nonce };
      return sessions.emit(session, "RATE_LIMITED", { opcode: 8, retry_after: wait / 1000, meta });
    }
    const { members, notFound } = selectMembers(state, guild, request);
    const count = Math.max(1, Math.ceil(members.length / CHUNK));
    for (let index = 0; index < count; index += 1) {
      sessions.emit(session, "GUILD_MEMBERS_CHUNK", {
        guild_id: guild.id,
        members: members.slice(index * CHUNK, (index + 1) * CHUNK).map((member) => memberShape(state, member)),
        chunk_index: index,
        chunk_count: count,
        ...(notFound.length > 0 && { not_found: notFound }),
        ...(request.presences && { presences: [] }),
        ...nonce,
      });
    }
  };
}

function selectMembers(
  state: DiscordState,
  guild: Guild,
  request: RequestMembers,
): { members: Member[]; notFound: string[] } {
  if (request.user_ids === null || request.user_ids === undefined) {
    const found = request.query ? searchMembers(state, guild, request.query) : [...guild.members.values()];
    const most = request.query ? Math.min(request.limit || 100, 100) : request.limit || found.length;
    return { members: found.slice(0, most), notFound: [] };
  }
  const ids = [request.user_ids].flat();
  const members = ids.flatMap((id) => guild.members.get(id) ?? []);
  return { members, notFound: ids.filter((id) => !guild.members.has(id)) };
}
