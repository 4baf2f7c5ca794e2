import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import { findCommand } from "../../../packages/launcher/bin/launch/commands.mjs";
import { root } from "../../../packages/launcher/src/root.ts";
import { readOptions } from "../../../packages/launcher/src/start/read-options.ts";
import { findCommands, findLinks, readPage } from "./support/documentation.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

for (const page of ["README.md", "docs/architecture.md"]) {
  t.test(`${page}: its links lead somewhere`, async (t) => {
    const links = findLinks(readPage(page));
    t.ok(links.length > 5);
    for (const link of links) t.ok(existsSync(join(root, dirname(page), link)), link);
  });

  t.test(`${page}: its commands are there`, async (t) => {
    const commands = [...new Set(findCommands(readPage(page)))];
    t.ok(commands.length > 3);
    await Promise.all(commands.map((command) => tryCommand(t, command)));
  });
}

async function tryCommand(t: Test, command: string): Promise<void> {
  const [program, first = "", ...rest] = command.split(" ");
  if (program === "npm") return tryNpm(t, command, first === "run" ? rest : [first, ...rest]);
  if (program === "npx" && first === "moddy") return await tryModdy(t, command, rest);
  if (program === "cp") return void t.ok(existsSync(join(root, first)), command);
  t.fail(`Nothing here tries "${command}".`);
}

function tryNpm(t: Test, command: string, [name = "", ...rest]: string[]): void {
  t.equal(scripts[name], `exec node packages/launcher/bin/launch.mjs ${name}`, command);
  t.ok(findCommand(root, name), command);
  const args = rest.filter((arg) => arg !== "--");
  if (name === "start") t.doesNotThrow(() => readOptions(args), command);
  for (const path of args.filter((arg) => arg.includes("/"))) t.ok(globSync(join(root, path)).length > 0, path);
}

/** Its help names the command, and each option and `<argument>` that is used. */
async function tryModdy(t: Test, command: string, args: string[]): Promise<void> {
  const names = args.filter((arg) => !/^[-<]/.test(arg));
  const main = join(root, "packages", "cli", "src", "main.ts");
  const run = ["--conditions=development", main, ...names, "--help"];
  const { stdout } = await promisify(execFile)(process.execPath, run, { cwd: root });
  t.match(stdout, `Usage: moddy ${names.join(" ")}`, command);
  for (const used of args.filter((arg) => /^[-<]/.test(arg))) t.match(stdout, ` ${used}`, command);
}
