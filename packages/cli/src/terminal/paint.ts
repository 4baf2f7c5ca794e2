import { styleText } from "node:util";
import type { Terminal } from "./terminal.ts";

/** The meaning of a coloured text. */
export type Tone = "good" | "bad" | "warn" | "quiet" | "strong";

const STYLES = { good: "green", bad: "red", warn: "yellow", quiet: "gray", strong: "bold" } as const;

/** The text in the colour of its tone, if the terminal shows colours. */
export function paint(terminal: Pick<Terminal, "colour">, tone: Tone, text: string): string {
  return terminal.colour ? styleText(STYLES[tone], text, { validateStream: false }) : text;
}
