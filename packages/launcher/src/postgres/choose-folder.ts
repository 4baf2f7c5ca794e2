import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach, type ServerUser } from "./server-user.ts";

/** A unix socket's whole path must fit into 104 bytes on macOS and 108 on Linux. */
const longestSocketPath = 103;
const socketName = ".s.PGSQL.5432";

/**
 * The folder for a project's data: `.moddy/postgres`. Where its path is too long for a socket, or the server's user may not
 * enter it, a folder in /var/tmp or in the system's folder for temporary files.
 */
export function chooseDataFolder(root: string, user: ServerUser | undefined): string {
  const id = createHash("sha256").update(root).digest("hex").slice(0, 10);
  const name = `moddy-${process.getuid?.() ?? 0}-${id}`;
  const parents = [join(root, ".moddy"), join("/var/tmp", name), join(tmpdir(), name)];
  for (const parent of parents) {
    const folder = join(parent, "postgres");
    if (!fitsSocket(folder) || !makeFolder(parent)) continue;
    if (ownedByUs(parent, user) && canReach(user, "-x", parent)) return prepareFolder(folder, user);
  }
  throw new Error(
    `No folder for PostgreSQL's data: tried ${parents.join(", ")}. Set DATABASE_URL to a server of yours.`,
  );
}

/** Whether a server whose data is in this folder can have its socket there too. */
function fitsSocket(folder: string): boolean {
  return Buffer.byteLength(join(folder, socketName)) <= longestSocketPath;
}

/** Makes a folder that only the server's user (and root) may enter. */
export function prepareFolder(folder: string, user: ServerUser | undefined): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** Creates a folder; false where this user may not. */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function ownedByUs(folder: string, user: ServerUser | undefined): boolean {
  const { uid } = lstatSync(folder);
  return process.getuid === undefined || uid === process.getuid() || uid === user?.uid;
}
