import type { APIUser } from "discord-api-types/v10";
import type { User } from "../state.ts";
import { NO_FLAGS } from "./no-flags.ts";

export function userShape(user: User): APIUser {
  return {
    id: user.id,
    username: user.username,
    global_name: user.globalName,
    discriminator: user.bot ? "0001" : "0",
    avatar: null,
    avatar_decoration_data: null,
    banner: null,
    accent_color: null,
    primary_guild: null,
    public_flags: NO_FLAGS,
    flags: NO_FLAGS,
    ...(user.bot && { bot: true }),
  };
}

/** The bot's own user. */
export function ownUserShape(user: User): APIUser {
  return { ...userShape(user), mfa_enabled: true, locale: "en-US", verified: true, email: null };
}
