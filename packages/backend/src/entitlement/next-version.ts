/**
 * The version of the next sending of a user's roles: higher than the stored one, and at least the time in ms since 1970,
 * so that the bot takes it also after the database was lost or restored from a backup.
 */
export function nextVersion(storedVersion: number, now: number): number {
  return Math.max(storedVersion + 1, now);
}
