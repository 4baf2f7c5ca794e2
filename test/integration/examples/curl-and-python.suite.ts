import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { requireLab } from "../../support/labs.ts";
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

/** A Python that has httpx: the machine's own, or one in `folder` into which it is installed. */
async function findPython(folder: string): Promise<string> {
  const works = (python: string, ...args: string[]) =>
    run(python, args)
      .then(() => true)
      .catch(() => false);
  if (await works("python3", "-c", "import httpx")) return "python3";
  // Without pip of its own where the machine's Python comes without `ensurepip`, as Debian's does.
  const hasPip = await works("python3", "-m", "venv", folder);
  if (!hasPip) await run("python3", ["-m", "venv", "--without-pip", folder]);
  const python = join(folder, "bin/python");
  const install = ["install", "--quiet", "--disable-pip-version-check", HTTPX];
  if (hasPip) await run(python, ["-m", "pip", ...install]);
  else await run("pip3", ["--python", python, ...install]);
  return python;
}

t.test("the page's Python examples work as they stand, signed", async (t) => {
  if (!(await requireLab(t, "python"))) return;
  const folder = t.testdir();
  const python = await findPython(join(folder, "venv"));
  const env = { ...process.env, ...(await startExampleServices(t, "required")) };
  const { before, operations } = readExamples("python");
  t.equal(operations.length, OPERATION_COUNT);
  const calls = operations.map(({ code }) => `${code}\nprint(json.dumps(reply))`);
  const file = join(folder, "examples.py");
  await writeFile(file, [...before, ...calls].join("\n\n"));
  const { stdout } = await run(python, [file], { env });
  const replies = stdout.trim().split("\n");
  for (const [index, { name, reply }] of operations.entries()) {
    t.strictSame(JSON.parse(replies[index] ?? ""), reply, name);
  }
});
