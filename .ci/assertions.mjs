import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const RECORD = new URL("assertions.json", import.meta.url);
const LAST_RUN = new URL("../.moddy/ci-assertions.json", import.meta.url);

/** The share of a run's assertions that is recorded: some assert once for each thing that happened, which varies a little. */
const STEADY = 0.99;

/** @returns {Record<string, number>} a number of assertions for each suite. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

/** @param {URL} file @param {Record<string, number>} counts */
function write(file, counts) {
  const names = Object.keys(counts).sort();
  writeFileSync(
    file,
    `${JSON.stringify(Object.fromEntries(names.map((name) => [name, counts[name]])), undefined, 2)}\n`,
  );
}

/**
 * What is wrong with the number of assertions, if anything. A suite that skipped something which CI_REQUIRE does not name is
 * not compared: its table row says how much it skipped.
 * @param {string} name
 * @param {{ passed: number, failed: number, skipped: number }} counts
 */
export function compareAssertions(name, { passed, failed, skipped }) {
  const least = read(RECORD)[name] ?? 0;
  const made = passed + failed;
  if (made >= least || skipped > 0) return undefined;
  return `${made} assertions, and ${least} are recorded: tests were lost. If that is meant: .ci/run --record ${name}`;
}

/**
 * Remembers how many assertions the suites had that ran whole, for `--record`.
 * @param {readonly import("./run-suite.mjs").Result[]} results
 */
export function rememberAssertions(results) {
  const whole = results.filter(({ status, skipped, passed }) => status === 0 && skipped === 0 && passed > 1);
  const counts = whole.map(({ suite, passed }) => [suite.name, Math.floor(passed * STEADY)]);
  mkdirSync(new URL(".", LAST_RUN), { recursive: true });
  write(LAST_RUN, { ...read(LAST_RUN), ...Object.fromEntries(counts) });
}

/**
 * Records what the last runs counted as the least.
 * @param {readonly string[]} names All suites if there are none.
 * @returns the sentences that say what was recorded.
 */
export function recordAssertions(names) {
  const [record, last] = [read(RECORD), read(LAST_RUN)];
  const chosen = names.length === 0 ? Object.keys(last) : names;
  const changed = chosen.filter((name) => last[name] !== undefined && last[name] !== record[name]);
  write(RECORD, { ...record, ...Object.fromEntries(changed.map((name) => [name, last[name]])) });
  const unknown = chosen.filter((name) => last[name] === undefined);
  return [
    ...changed.map((name) => `${name}: ${last[name]} assertions at least, ${record[name] ?? 0} before`),
    ...unknown.map((name) => `${name}: no run of it here passed without a skip`),
  ];
}
