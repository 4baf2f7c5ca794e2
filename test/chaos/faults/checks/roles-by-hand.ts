import { type Sandbox, seedIds } from "@moddy/sandbox";

interface RoleChange {
  readonly kind: "$add" | "$remove";
  readonly isBot: boolean;
}

function changesOf(sandbox: Sandbox, discordId: string, roleId: string): RoleChange[] {
  const entries = sandbox.discord.state.guilds.get(seedIds.guild)?.auditLog ?? [];
  return entries
    .filter(({ target_id }) => target_id === discordId)
    .flatMap(({ user_id, changes = [] }) =>
      changes
        .filter(
          ({ new_value }) =>
            Array.isArray(new_value) && new_value.some((role) => (role as { id: string }).id === roleId),
        )
        .map(({ key }) => ({ kind: key as RoleChange["kind"], isBot: user_id === seedIds.bot })),
    );
}

/**
 * What became of a role that was given by hand, as Discord's audit log has it: it was given by hand last (`given`), or the
 * bot has taken it (`taken`); undefined for a role that the bot gave. A role that was taken from the bot's by hand and then
 * given again may have been taken: the bot may have been away for both.
 */
export function handsOn(sandbox: Sandbox, discordId: string, roleId: string): "given" | "taken" | undefined {
  const changes = changesOf(sandbox, discordId, roleId);
  const given = changes.findLastIndex(({ kind }) => kind === "$add");
  if (changes[given]?.isBot !== false) return undefined;
  const last = changes.at(-1);
  if (last?.kind === "$add") return "given";
  const earlier = changes.slice(0, given).findLast(({ kind }) => kind === "$add");
  return last?.isBot === true && earlier?.isBot !== true ? "taken" : undefined;
}
