import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("assertions.json", import.meta.url);

/** @returns {Record<string, number>} how many assertions each suite had when it was recorded. */
function readRecord() {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

/**
 * What is wrong with the number of assertions, if anything. A suite that skipped something which CI_REQUIRE does not name is
 * not compared: its table row says how much it skipped.
 * @param {string} name
 * @param {{ passed: number, failed: number, skipped: number }} counts
 */
export function compareAssertions(name, { passed, failed, skipped }) {
  const least = readRecord()[name] ?? 0;
  const made = passed + failed;
  if (made >= least || skipped > 0) return undefined;
  return `${made} assertions, and ${least} are recorded: tests were lost. If that is meant: .ci/run --record ${name}`;
}

/**
 * Records how many assertions the suites have that ran whole: none failed but for the count, none skipped.
 * @param {readonly import("./run-suite.mjs").Result[]} results
 */
export function recordAssertions(results) {
  const record = readRecord();
  for (const { suite, passed, failed, skipped, status } of results) {
    if (status === 0 && skipped === 0 && failed <= 1 && passed > 1) record[suite.name] = passed;
  }
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(FILE, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
