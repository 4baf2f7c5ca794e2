import { execFileSync, spawnSync } from "node:child_process";

/** The user that PostgreSQL runs as: it refuses root, so root hands it to `nobody`. Undefined: whoever runs this. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export function findServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: readId("-u"), gid: readId("-g") };
}

/** Whether the server's user may enter (`-x`) or write (`-w`) a path. Asks the system: the file modes alone do not say it. */
export function canReach(user: ServerUser | undefined, flag: "-x" | "-w", path: string): boolean {
  return spawnSync("test", [flag, path], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

function readId(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
}
