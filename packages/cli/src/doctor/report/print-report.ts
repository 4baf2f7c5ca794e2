import type { CliContext } from "../../context.ts";
import { paint, type Tone } from "../../terminal/paint.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { wrap } from "../../terminal/wrap.ts";
import type { Finding } from "../finding.ts";
import type { CheckResult, Report } from "../run-doctor.ts";
import { ticketLine } from "./ticket-line.ts";

const MARKS: Readonly<Record<Finding["status"], readonly [mark: string, tone: Tone]>> = {
  ok: ["ok  ", "good"],
  warn: ["warn", "warn"],
  bad: ["BAD ", "bad"],
  skipped: ["-   ", "quiet"],
};
const TITLE_WIDTH = 16;
const INDENT = 6 + TITLE_WIDTH + 2;

function printParagraph(terminal: Terminal, head: string, text: string): void {
  const [first = "", ...rest] = wrap(text, terminal.columns - INDENT);
  terminal.out(head + first);
  for (const line of rest) terminal.out(" ".repeat(INDENT) + line);
}

function printFinding(terminal: Terminal, title: string, finding: Finding): void {
  const [mark, tone] = MARKS[finding.status];
  const head = `${paint(terminal, tone, mark)}  ${title.padEnd(TITLE_WIDTH)}  `;
  printParagraph(terminal, head, finding.found);
  for (const part of ["cause", "fix"] as const) {
    const text = finding[part];
    if (text === undefined) continue;
    printParagraph(terminal, `      ${paint(terminal, "strong", part.padStart(TITLE_WIDTH))}  `, text);
  }
}

function printResults(terminal: Terminal, results: readonly CheckResult[]): void {
  const notChecked = results.filter(({ finding }) => finding === undefined).map(({ title }) => title);
  for (const { title, finding } of results) if (finding !== undefined) printFinding(terminal, title, finding);
  if (notChecked.length > 0) {
    printParagraph(terminal, `-     ${"not checked".padEnd(TITLE_WIDTH)}  `, notChecked.join(", "));
  }
}

function summarize({ cause, results }: Report): string {
  if (cause !== undefined) return `Problem: ${cause.found}.`;
  const warnings = results.filter(({ finding }) => finding?.status === "warn").length;
  if (warnings === 0) return "All good.";
  return `All good, with ${warnings === 1 ? "1 warning" : `${warnings} warnings`}.`;
}

/** Prints what the doctor found on one side. */
export function printReport(context: CliContext, report: Report): void {
  const { terminal, running } = context;
  const as = running === undefined ? "" : ` as started by \`npm start\` (process ${running.pid})`;
  terminal.out(paint(terminal, "strong", `moddy doctor, from the ${report.from}${as}`));
  printResults(terminal, report.results);
  terminal.out("");
  terminal.out(paint(terminal, report.cause === undefined ? "good" : "bad", summarize(report)));
  terminal.out(paint(terminal, "quiet", `For a ticket: ${ticketLine(context, report)}`));
}
