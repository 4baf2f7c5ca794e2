import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { OPERATION_COUNT, readExamples, startExampleServices } from "./support/read-examples.ts";

const run = promisify(execFile);

t.test("the page's TypeScript examples work as they stand, signed", async (t) => {
  const env = await startExampleServices(t, "required");
  const { before, operations } = readExamples("ts");
  t.equal(operations.length, OPERATION_COUNT);
  const calls = operations.map(({ code }) => `{\n${code}\nconsole.log(JSON.stringify(reply));\n}`);
  const file = join(t.testdir(), "examples.ts");
  await writeFile(file, [...before, ...calls].join("\n"));
  const { stdout } = await run(process.execPath, [file], { env: { ...process.env, ...env } });
  const replies = stdout.trim().split("\n");
  for (const [index, { name, reply }] of operations.entries())
    t.strictSame(JSON.parse(replies[index] ?? ""), reply, name);
});
