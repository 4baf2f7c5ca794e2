import type { DiscordNeeds } from "./discord-needs.ts";

/** The link that invites the bot with exactly the needed permissions; opened again, it gives a bot in the server these. */
export function formatInviteLink(applicationId: string, { permissions }: Pick<DiscordNeeds, "permissions">): string {
  const bits = permissions.reduce((all, { bit }) => all | (1n << BigInt(bit)), 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    permissions: bits.toString(),
    scope: "bot applications.commands",
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
