import { execFile } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./find-binaries.ts";
import type { ServerUser } from "./server-user.ts";

const finished = "moddy-initialized";

/** Creates a database cluster in the folder, after removing what an interrupted attempt left there. */
export async function initCluster(folder: string, binaries: Binaries, user: ServerUser | undefined): Promise<void> {
  if (existsSync(join(folder, finished))) return;
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  const args = ["-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await promisify(execFile)(binaries.initdb, args, { ...user, cwd: "/", env: serverEnvironment() });
  await promisify(execFile)("touch", [join(folder, finished)], { ...user, cwd: "/" });
}

/** The messages of PostgreSQL's log are English whatever the machine's language is: the launcher reads them. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}
