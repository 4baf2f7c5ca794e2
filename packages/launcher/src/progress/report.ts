import { stripVTControlCharacters, styleText } from "node:util";

export interface Report {
  /** A line of its own. */
  say: (text?: string) => void;
  /** Something that started or happened: the time since the start, what it is, and its details. */
  step: (what: string, details: string) => void;
  /** The time since the start, as text. */
  elapsed: () => string;
  /** A sentence that asks for attention. */
  warn: (text: string) => void;
}

const widths = { time: 8, what: 15, least: 48, most: 100 };

/** Prints what happens, in lines that fit a terminal. `startedAt` is in milliseconds since the epoch. */
export function createReport(out: NodeJS.WriteStream, startedAt: number): Report {
  const paint = (style: "dim" | "bold" | "yellow", text: string) => styleText(style, text, { stream: out });
  const write = (text: string) => out.write(`${text}\n`);
  const width = Math.min(Math.max(out.columns ?? widths.most, widths.least), widths.most);
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  return {
    elapsed,
    say: (text = "") => write(text),
    step(what, details) {
      const indent = widths.time + widths.what;
      const [first = "", ...rest] = wrap(stripVTControlCharacters(details), width - indent);
      write(`${paint("dim", elapsed().padStart(widths.time - 2))}  ${paint("bold", what.padEnd(widths.what))}${first}`);
      for (const line of rest) write(" ".repeat(indent) + line);
    },
    warn: (text) =>
      write(
        wrap(`! ${text}`, width)
          .map((line) => paint("yellow", line))
          .join("\n  "),
      ),
  };
}

/** Breaks a text between words; a word longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(" ")) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
