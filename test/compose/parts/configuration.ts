import { readFile, writeFile } from "node:fs/promises";
import type { Test } from "tap";
import type { Project } from "../support/project.ts";

/** The compose file alone, as somebody finds it: with the example as it is, and with everything filled in. */
export async function checkConfiguration(t: Test, { lab, folder }: Project): Promise<void> {
  const config = (file: string, ...args: readonly string[]) =>
    lab.docker(["compose", "-f", "docker-compose.yml", "--env-file", file, ...args, "config"], { cwd: folder });
  const example = await readFile(`${folder}/.env.example`, "utf8");
  const filled = example.replaceAll(/^(\w+)=$/gm, "$1=value-of-$1");
  t.notMatch(filled, /=$/m, "every variable of the example can be filled in");
  await writeFile(`${folder}/filled.env`, filled);

  const read = await config("filled.env");
  for (const [, name = ""] of example.matchAll(/^(\w+)=/gm)) {
    t.ok(read.includes(`value-of-${name}`), `${name} of .env.example reaches a container`);
  }
  await t.resolves(config(".env.example", "--profile", "sandbox"), "the example as it stands can be read too");
  await t.resolves(config(".env", "--profile", "sandbox"), "and the one for the sandbox");
}
