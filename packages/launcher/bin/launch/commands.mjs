import { existsSync } from "node:fs";
import { join } from "node:path";

const commands = {
  start: {
    script: "packages/launcher/src/start.ts",
    summary: "run database, sandbox, backend and bot, and buy a subscription (--once: stop after it)",
  },
  test: { script: "tools/test.ts", summary: "run the tests (arguments go to tap)" },
  "test:watch": { script: "tools/test-watch.ts", summary: "run the given test files again after each change" },
  check: { script: "tools/check.ts", summary: "types, lint, format, generated files, contract, dependencies" },
  format: { script: "tools/format.ts", summary: "format the whole tree" },
  faults: { script: "tools/faults.ts", summary: "break things on purpose and count what is lost" },
  mutants: { script: "tools/mutants.ts", summary: "change the code and count what the tests notice" },
  bench: { script: "tools/bench.ts", summary: "measure" },
  contract: { script: "tools/contract.ts", summary: "lock the contract and raise its version (--check: only compare)" },
  specs: {
    script: "tools/fetch-specs.ts",
    summary: "fetch the descriptions of Discord's and Stripe's APIs that tests read",
  },
  docs: { script: "tools/docs.ts", summary: "write the generated pages (--check: only compare)" },
};

/** The script of a command; undefined when there is no such command. */
export function findCommand(root, name) {
  if (!Object.hasOwn(commands, name ?? "")) return undefined;
  const script = join(root, commands[name].script);
  return existsSync(script) ? script : undefined;
}

/** The commands, one line each. */
export function listCommands(root) {
  return Object.keys(commands)
    .filter((name) => findCommand(root, name))
    .map((name) => `  ${name.padEnd(12)}${commands[name].summary}`)
    .join("\n");
}
