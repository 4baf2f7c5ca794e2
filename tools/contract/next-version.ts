import type { Change } from "./compare-schemas.ts";

type Version = [major: number, minor: number, patch: number];

function partsOf(version: string): Version {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return [major, minor, patch];
}

/**
 * The version (semver) that a contract has with these changes since its lock. A breaking change needs another major
 * version, another change another minor one; a version that was raised by hand as far, or further, stays.
 */
export function nextVersion(locked: string, current: string, changes: readonly Change[]): string {
  if (changes.length === 0) return current;
  const [was, is] = [partsOf(locked), partsOf(current)];
  if (is[0] > was[0]) return current;
  if (changes.some(({ breaking }) => breaking)) return `${was[0] + 1}.0.0`;
  return is[0] === was[0] && is[1] > was[1] ? current : `${was[0]}.${was[1] + 1}.0`;
}
