/** A Markdown table; cells may hold anything but line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text as code. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A block of JSON. */
export function jsonBlock(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

/** A page out of its parts, with a note where it comes from. */
export function page(title: string, ...parts: readonly string[]): string {
  const note = "<!-- Generated from @moddy/schemas by scripts/docs.ts. Do not edit. -->";
  return `${[`# ${title}`, note, ...parts].filter(Boolean).join("\n\n")}\n`;
}
