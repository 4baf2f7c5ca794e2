import { stripVTControlCharacters } from "node:util";

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** Lines of text with the columns aligned: the first row is the head. Colours do not count as width. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - width(cell)))
      .join("  ")
      .trimEnd(),
  );
}
