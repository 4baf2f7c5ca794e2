/** @param {readonly import("./suites.mjs").Suite[]} suites */
export function printList(suites) {
  const rows = suites.map(({ name, needs = "", minutes, command }) => [name, needs, `${minutes} min`, command]);
  print([["suite", "needs", "at most", "command"], ...rows]);
}

/**
 * Prints all that a suite wrote, as one block.
 * @param {import("./run-suite.mjs").Result} result
 */
export function printSuite({ suite, log, notes }) {
  console.log(`\n=== ${suite.name}\n${log.trimEnd()}`);
  for (const note of notes) console.log(`!!! ${suite.name}: ${note}`);
  console.log("");
}

/**
 * Prints the closing table, and the line that counts.
 * @param {readonly import("./run-suite.mjs").Result[]} results
 * @returns the exit status.
 */
export function printTable(results) {
  const head = ["suite", "needs", "passed", "failed", "skipped", "status", "s", "cpu s", ""];
  const rows = results.map(({ suite, passed, failed, skipped, status, seconds, cpuSeconds, notes }) =>
    [suite.name, suite.needs ?? "", passed, failed, skipped, status, seconds, cpuSeconds, notes.join("; ")].map(String),
  );
  console.log("");
  print([head, ...rows]);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  if (sum("skipped") > 0) console.log(`${sum("skipped")} skipped: that says nothing about them; their logs say why`);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
}

/** @param {readonly string[][]} rows */
function print(rows) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}
