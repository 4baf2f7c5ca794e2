import { mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareFolder } from "./choose-folder.ts";
import { findBinaries } from "./find-binaries.ts";
import { canReach, findServerUser, type ServerUser } from "./server-user.ts";
import { type PostgresServer, startPostgres } from "./start-postgres.ts";

const enoughBytes = 2 * 1024 ** 3;

/** The data is thrown away after the tests, so nothing is flushed to disk. */
const settings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  autovacuum: "off",
  max_wal_size: "256MB",
};

/** A PostgreSQL for one test run, in memory where there is enough; its folder is removed with it. */
export async function startTestPostgres(): Promise<PostgresServer> {
  const user = findServerUser();
  const parent = chooseParent(user);
  removeAbandoned(parent);
  const home = mkdtempSync(join(parent, `moddy-test-${process.pid}-`));
  const folder = prepareFolder(home, user);
  const server = await startPostgres({
    folder,
    binaries: findBinaries(user),
    user,
    settings,
    logFile: join(home, "log"),
  });
  const dispose = async () => {
    await server[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  };
  return { ...server, [Symbol.asyncDispose]: dispose };
}

function chooseParent(user: ServerUser | undefined): string {
  return ["/dev/shm", tmpdir(), "/var/tmp"].find((path) => canReach(user, "-w", path) && hasRoom(path)) ?? tmpdir();
}

function hasRoom(path: string): boolean {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize >= enoughBytes;
}

/** Removes the folders of test runs that were killed. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^moddy-test-(\d+)-/.exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // It belongs to another user, whose next run removes it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
