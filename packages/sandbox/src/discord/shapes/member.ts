import type { APIGuildMember } from "discord-api-types/v10";
import type { DiscordState, Member } from "../state.ts";
import { userShape } from "./user.ts";

/** Zero as a number, since the flag types name no zero. */
const NO_FLAGS: number = 0;

export function memberShape(state: DiscordState, member: Member): APIGuildMember {
  const user = state.users.get(member.userId);
  if (user === undefined) throw new Error(`member ${member.userId} is no user`);
  return { ...userlessMemberShape(member), user: userShape(user) };
}

/** A member as messages carry it, beside its user. */
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
