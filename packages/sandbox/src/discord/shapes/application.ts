import { findUser } from "../find.ts";
import type { DiscordState } from "../state.ts";
import { userShape } from "./user.ts";

/** The application flags for privileged intents, in their `LIMITED` form for bots in fewer than 100 guilds. */
export function applicationFlags(state: DiscordState): number {
  const { presences, members, messageContent } = state.application.intents;
  return (presences ? 1 << 13 : 0) | (members ? 1 << 15 : 0) | (messageContent ? 1 << 19 : 0);
}

export function applicationShape(state: DiscordState) {
  const bot = userShape(findUser(state, state.application.id));
  const owner = [...state.users.values()].find((user) => !user.bot);
  const flags = applicationFlags(state);
  return {
    id: state.application.id,
    name: bot.username,
    icon: null,
    description: "",
    type: null,
    bot,
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: "0".repeat(64),
    flags,
    flags_new: String(flags),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: owner === undefined ? bot : userShape(owner),
    approximate_guild_count: [...state.guilds.values()].filter(({ members }) => members.has(bot.id)).length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
    integration_types_config: { 0: {} },
    event_webhooks_url: null,
    event_webhooks_status: 1,
  };
}
