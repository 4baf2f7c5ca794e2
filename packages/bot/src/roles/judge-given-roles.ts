import type { ExpectedChange } from "./classify-role-event.ts";

/** A role that we gave to a member, or are about to give. */
export interface GivenRole {
  readonly roleId: string;
  readonly state: "intended" | "given";
}

/** What a report of a member's roles says about the roles that we gave. */
export interface GivenRolesVerdict {
  /** We gave them, and they are there. */
  readonly confirmed: readonly string[];
  /** They were taken away, or somebody else gave them: whoever gives them now, they are not ours. */
  readonly lost: readonly string[];
}

/**
 * Judges the roles that we gave by a report of Discord. A report from before a change of ours, which Discord has yet to
 * report, says nothing about the role that the change adds.
 * @param roles the managed roles that Discord reports.
 * @param expected our own changes that were not reported before, oldest first.
 * @param reported the one of them that this is the report of.
 */
export function judgeGivenRoles(
  given: readonly GivenRole[],
  roles: readonly string[],
  { expected, reported }: { expected: readonly ExpectedChange[]; reported: ExpectedChange | undefined },
): GivenRolesVerdict {
  const told = reported ? expected.indexOf(reported) + 1 : 0;
  const addedBy = (changes: readonly ExpectedChange[]) =>
    new Set(changes.flatMap(({ before, after }) => after.filter((role) => !before.includes(role))));
  const added = addedBy(expected.slice(0, told));
  const awaited = addedBy(expected.slice(told));
  const settled = given.filter(({ roleId }) => !awaited.has(roleId));
  const isConfirmed = ({ roleId, state }: GivenRole) =>
    roles.includes(roleId) && (state === "given" || added.has(roleId));
  return {
    confirmed: settled.filter((role) => role.state === "intended" && isConfirmed(role)).map(({ roleId }) => roleId),
    lost: settled.filter((role) => !isConfirmed(role)).map(({ roleId }) => roleId),
  };
}
