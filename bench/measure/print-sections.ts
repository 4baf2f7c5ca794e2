import type { Section } from "./result.ts";

const HEAD = ["", "per second", "p50 ms", "p99 ms", "took ms"] as const;

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "";
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** All measurements in one plain table. */
export function printSections(sections: readonly Section[]): string {
  const bodies = sections.map(({ results }) =>
    results.map(({ what, ...figures }) => [
      `  ${what}`,
      ...[figures.perSecond, figures.p50, figures.p99, figures.took].map(number),
    ]),
  );
  const rows = [[...HEAD], ...bodies.flat()];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(HEAD), ...sections.flatMap(({ title }, index) => ["", title, ...(bodies[index] ?? []).map(line)])].join(
    "\n",
  );
}
