/** A change of one member's managed roles that we make; Discord reports it some time later. */
export interface ExpectedChange {
  readonly id: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What is known of a member when Discord reports their roles. */
export interface RoleHistory {
  /** What we left, and read back; null before the first time. */
  readonly applied: readonly string[] | null;
  /** What Discord reported last; null when that is not known. */
  readonly observed: readonly string[] | null;
  /** Our own changes that Discord has yet to report, oldest first. */
  readonly expected: readonly ExpectedChange[];
}

/** What a report of a member's roles means. */
export interface RoleEvent {
  /** We changed the roles ourselves, or nobody did. */
  readonly isSelfCaused: boolean;
  /** The change of ours that it reports: this one and those before it are expected no more. */
  readonly reported?: ExpectedChange;
}

/**
 * Tells our own changes from those of others. Discord reports changes in order but late, so a report is compared with what
 * we have changed, not with how the member is now.
 * @param roles the managed roles that Discord reports.
 */
export function classifyRoleEvent({ applied, observed, expected }: RoleHistory, roles: readonly string[]): RoleEvent {
  const reported = expected.find(
    ({ before, after }) => isSame(after, roles) && (observed === null || isSame(before, observed)),
  );
  if (reported) return { isSelfCaused: true, reported };
  // Something else of the member has changed, such as a name, while our own changes are on their way.
  if (expected.length > 0 && observed) return { isSelfCaused: isSame(observed, roles) };
  return { isSelfCaused: isSame(applied ?? [], roles) };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}
