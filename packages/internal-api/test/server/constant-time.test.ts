import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import t from "tap";
import { PREVIOUS, SECRET } from "../support/start-server.ts";

const program = fileURLToPath(new URL("../support/trace-bearer-check.ts", import.meta.url));

/** The blocks of the check that ran for each secret, and how often; measured in a process of its own. */
async function tracesOf(secrets: readonly string[]): Promise<string[]> {
  const { NODE_V8_COVERAGE: _, ...env } = process.env;
  const headers = secrets.map((secret) => `Bearer ${secret}`);
  const args = ["--conditions=development", program, SECRET, PREVIOUS, ...headers];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return (JSON.parse(stdout) as unknown[]).map((trace) => JSON.stringify(trace));
}

t.test("wrong secrets of any length and content run the same code", async (t) => {
  const wrong = [
    "x",
    "x".repeat(SECRET.length),
    "x".repeat(4000),
    `x${SECRET.slice(1)}`,
    `${SECRET.slice(0, -1)}x`,
    SECRET.slice(0, -1),
    `${SECRET}x`,
    `${PREVIOUS}x`,
  ];
  const [first, ...others] = await tracesOf(wrong);
  t.match(first, "secretOf");
  for (const [index, trace] of others.entries()) t.equal(trace, first, `wrong secret ${index + 1}`);
});

t.test("the measurement notices different code", async (t) => {
  const [current, previous, wrong] = await tracesOf([SECRET, PREVIOUS, "x"]);
  t.not(current, wrong);
  t.not(previous, wrong);
});
