import { type CommandName, isOffered } from "./definitions.ts";
import type { UsedCommand } from "./read-command.ts";

const WINDOW_MS = 60_000;

/** How often a user may use a command within a minute: staff looks at one member after another. */
const LIMITS: Record<CommandName, number> = { account: 5, sync: 3, roles: 30 };

/** So many users' uses are remembered; beyond that the oldest are forgotten. */
const MAX_USERS = 10_000;

/**
 * Judges a use of a command, always alike when it is asked about the same use again.
 * @returns when the user may use the command again (ms since 1970), undefined when they may use it now.
 */
export type CoolDown = (command: UsedCommand) => number | undefined;

/** Makes a cool-down for each user and command. It lives in memory: each process counts for itself. */
export function createCoolDown(now: () => number): CoolDown {
  const uses = new Map<string, { readonly id: string; readonly at: number }[]>();
  return ({ name, discordId, interaction: { id } }) => {
    if (!isOffered(name)) return undefined;
    const key = `${name} ${discordId}`;
    const at = now();
    // A clock that was set back does not hold anybody up for longer.
    const recent = (uses.get(key) ?? []).filter((use) => Math.abs(at - use.at) < WINDOW_MS);
    if (recent.some((use) => use.id === id)) return undefined;
    const [oldest] = recent;
    if (oldest && recent.length >= LIMITS[name]) return oldest.at + WINDOW_MS;
    uses.delete(key);
    uses.set(key, [...recent, { id, at }]);
    const [first] = uses.keys();
    if (uses.size > MAX_USERS && first !== undefined) uses.delete(first);
    return undefined;
  };
}
