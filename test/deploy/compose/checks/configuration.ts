import { readFile, writeFile } from "node:fs/promises";
import type { Test } from "tap";
import type { Project } from "../support/project.ts";

/** What the compose file or the images decide themselves. */
const DECIDED =
  /^(DATABASE_URL|PLANS_FILE|MODDY_PREMIUM_ROLE_ID|(BOT|BACKEND)_INTERNAL_(URL|PORT)|(INTERNAL_)?(HOST|PORT))$/;

/** The compose file alone, as somebody finds it: with the example as it is, and with everything filled in. */
export async function checkConfiguration(t: Test, { lab, folder }: Project): Promise<void> {
  const config = (file: string, ...args: readonly string[]) =>
    lab.docker(["compose", "-f", "docker-compose.yml", "--env-file", file, ...args, "config"], { cwd: folder });
  const example = await readFile(`${folder}/.env.example`, "utf8");
  const names = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name = ""]) => name);
  const values = new Map(names.map((name, index) => [name, name.endsWith("PORT") ? `${4100 + index}` : `a-${name}-z`]));
  await writeFile(`${folder}/filled.env`, [...values].map(([name, value]) => `${name}=${value}\n`).join(""));

  const read = await config("filled.env", "--profile", "sandbox");
  for (const [name, value] of values) {
    if (!DECIDED.test(name)) t.ok(read.includes(value), `${name} of .env.example reaches a container`);
  }
  await t.resolves(config(".env.example", "--profile", "sandbox"), "the example as it stands can be read too");
  await t.resolves(config(".env", "--profile", "sandbox"), "and the one for the sandbox");
}
