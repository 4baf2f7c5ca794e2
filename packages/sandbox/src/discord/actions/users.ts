import type { DiscordState, User } from "../state.ts";

/** Adds a user. Returns the existing one for a known id. */
export function addUser(state: DiscordState, fields: Partial<User>): User {
  const id = fields.id ?? state.nextId();
  const existing = state.users.get(id);
  if (existing !== undefined) return existing;
  const user: User = { globalName: null, bot: false, acceptsDms: true, username: `user${id}`, ...fields, id };
  state.users.set(id, user);
  return user;
}
