export type { CliContext } from "./context.ts";
export { DISCORD_NEEDS } from "./doctor/discord/discord-needs.generated.ts";
export type { DiscordNeeds } from "./doctor/discord/discord-needs.ts";
export { formatInviteLink } from "./doctor/discord/invite-link.ts";
export { type CommandHelp, listHelp } from "./list-help.ts";
export { runCli } from "./run-cli.ts";
