import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { OPERATION_COUNT, readExamples, startExampleServices } from "./support/read-examples.ts";

const HTTPX = "httpx==0.28.1";
const run = promisify(execFile);

t.test("the page's curl examples work as they stand", async (t) => {
  const env = { ...process.env, ...(await startExampleServices(t, "accept")) };
  const { operations } = readExamples("sh");
  t.equal(operations.length, OPERATION_COUNT);
  for (const { name, code, reply } of operations) {
    const { stdout } = await run("bash", ["-euo", "pipefail", "-c", code], { env });
    t.strictSame(JSON.parse(stdout), reply, name);
  }
});

t.test("the signed curl works where signatures are needed", async (t) => {
  const env = { ...process.env, ...(await startExampleServices(t, "required")) };
  const [signed = ""] = readExamples("sh").before;
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", signed], { env });
  t.match(JSON.parse(stdout), { status: "healthy", service: "discord-bot" });
});

t.test("the page's Python examples work as they stand, signed", async (t) => {
  const env = { ...process.env, ...(await startExampleServices(t, "required")) };
  const { before, operations } = readExamples("python");
  t.equal(operations.length, OPERATION_COUNT);
  const folder = t.testdir();
  const python = join(folder, "venv/bin/python");
  await run("python3", ["-m", "venv", join(folder, "venv")]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", HTTPX]);
  const calls = operations.map(({ code }) => `${code}\nprint(json.dumps(reply))`);
  const file = join(folder, "examples.py");
  await writeFile(file, [...before, ...calls].join("\n\n"));
  const { stdout } = await run(python, [file], { env });
  const replies = stdout.trim().split("\n");
  for (const [index, { name, reply }] of operations.entries())
    t.strictSame(JSON.parse(replies[index] ?? ""), reply, name);
});
