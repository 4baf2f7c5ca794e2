import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findPortHolder } from "@moddy/runtime";

/** Who listens on a port, as a sentence; where this user may not know, how to find out. */
export async function describePortHolder(port: number): Promise<string> {
  const holder = await findPortHolder(port);
  if (holder?.pid)
    return `process ${holder.pid}${holder.command ? ` (${withoutFolder(holder.command)})` : ""} holds it.`;
  const listed = await askLsof(port);
  if (listed) return `${listed} holds it.`;
  const whose = holder ? `a process of user id ${holder.userId} holds it` : "this user cannot see its holder";
  return `${whose} (sudo lsof -nP -iTCP:${port} -sTCP:LISTEN tells more).`;
}

/** A command line with the program's name in place of its path: `node main.ts`. */
function withoutFolder(command: string): string {
  return command.replace(/^\S*\/(?=[^/\s]+(\s|$))/, "");
}

/** `lsof -F pc` prints a line `p<pid>` and a line `c<command>` for each process. */
async function askLsof(port: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-F", "pc"]);
    const [, pid, command] = /^p(\d+)\nc(.*)$/m.exec(stdout) ?? [];
    return pid && `process ${pid} (${command})`;
  } catch {
    return undefined;
  }
}
