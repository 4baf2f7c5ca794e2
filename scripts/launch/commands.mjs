import { existsSync } from "node:fs";
import { join } from "node:path";

const summaries = {
  start: "run database, sandbox, backend and bot, and buy a subscription (--once: stop after it)",
  test: "run the tests (arguments go to tap)",
  check: "types, lint, format, generated files",
  format: "format the whole tree",
  faults: "break things on purpose and count what is lost",
  bench: "measure",
  docs: "write the generated pages (--check: only compare)",
};

/** The script behind a command's name, or undefined where there is none. */
export function findCommand(root, name) {
  const script = join(root, "scripts", `${name}.ts`);
  return Object.hasOwn(summaries, name ?? "") && existsSync(script) ? script : undefined;
}

/** What there is to run, one line each. */
export function listCommands(root) {
  return Object.keys(summaries)
    .filter((name) => findCommand(root, name))
    .map((name) => `  ${name.padEnd(8)}${summaries[name]}`)
    .join("\n");
}
