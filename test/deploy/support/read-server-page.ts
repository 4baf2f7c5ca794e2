import { readFile } from "node:fs/promises";
import { ROOT } from "../../support/spawn-node.ts";

/** What docs/deploy-systemd-nginx.md puts into /etc/moddy/<service>.env; `…` stands for what the reader has to fill in. */
export async function readServerEnvironment(service: "bot" | "backend"): Promise<Record<string, string>> {
  const page = await readFile(`${ROOT}docs/deploy-systemd-nginx.md`, "utf8");
  const [, block] = new RegExp(`^ *# ${service}\\.env\\n(.*?)^ *\`\`\`$`, "ms").exec(page) ?? [];
  if (block === undefined) throw new Error(`The page has no ${service}.env.`);
  return Object.fromEntries([...block.matchAll(/^ *(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));
}

/** What a service's unit starts, from the folder that it names. */
export async function readUnitCommand(service: "bot" | "backend"): Promise<readonly string[]> {
  const unit = await readFile(`${ROOT}deploy/systemd/moddy-${service}.service`, "utf8");
  const [, line] = /^ExecStart=(.+)$/m.exec(unit) ?? [];
  if (line === undefined || !unit.includes("\nWorkingDirectory=/opt/moddy\n"))
    throw new Error("The unit starts nothing.");
  return line.replaceAll("/opt/moddy/", ROOT).split(" ");
}
