import type { Change } from "./compare-schemas.ts";

function partsOf(version: string): [major: number, minor: number, patch: number] {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return [major, minor, patch];
}

/** Why the contract's version does not fit its changes since the lock; undefined where it does. */
export function judgeVersion(locked: string, current: string, changes: readonly Change[]): string | undefined {
  const [was, is] = [partsOf(locked), partsOf(current)];
  if (changes.some((change) => change.breaking)) {
    return is[0] > was[0] ? undefined : `Raise CONTRACT_VERSION from ${locked} to ${was[0] + 1}.0.0.`;
  }
  if (changes.length === 0) return undefined;
  const raised = is[0] > was[0] || (is[0] === was[0] && is[1] > was[1]);
  return raised ? undefined : `Raise CONTRACT_VERSION from ${locked} to ${was[0]}.${was[1] + 1}.0.`;
}
