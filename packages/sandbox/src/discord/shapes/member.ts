import type { APIGuildMember } from "discord-api-types/v10";
import type { DiscordState, Member } from "../state.ts";
import { NO_FLAGS } from "./no-flags.ts";
import { userShape } from "./user.ts";

export function memberShape(state: DiscordState, member: Member): APIGuildMember {
  const user = state.users.get(member.userId);
  if (user === undefined) throw new Error(`member ${member.userId} has no user`);
  return { ...userlessMemberShape(member), user: userShape(user) };
}

/** A member without its user, as in messages. */
export function userlessMemberShape(member: Member): Omit<APIGuildMember, "user"> {
  return {
    roles: [...member.roleIds],
    nick: member.nick,
    avatar: null,
    banner: null,
    joined_at: member.joinedAt,
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: NO_FLAGS,
  };
}
