import type { Test } from "tap";

/** What stands in no log at any level: e-mail addresses, keys of Stripe, bearer secrets, the text of a message about a plan. */
const NEVER =
  /[\w.+-]+@[\w.-]+\.[a-z]{2,}\b|\b[sr]k_(?:live|test)_\w|\bwhsec_\w|\bbearer [\w.-]{16}|\*\*(?:Premium|Pro)\*\*/i;

/** The lines that hold something which no log may hold, or one of these secrets. */
export function findLeaks(lines: readonly string[], secrets: readonly string[]): string[] {
  return lines.filter((line) => NEVER.test(line) || secrets.some((secret) => line.includes(secret)));
}

/** Looks at each line that is logged; one that holds what no log may hold fails the test. */
export function watchLog(t: Test, secrets: readonly string[]): (line: string) => void {
  const leaks: string[] = [];
  t.teardown(() => {
    if (leaks.length > 0)
      throw new Error(`Logged, and must not be:\n${[...new Set(leaks)].join("\n").slice(0, 4_000)}`);
  });
  return (line) => void leaks.push(...findLeaks([line], secrets));
}
