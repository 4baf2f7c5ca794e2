import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";

/** The address of a database by a unix socket, which every network namespace reaches. */
export async function viaSocket(t: Test, databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  if (url.hostname === "" || url.searchParams.has("host")) return databaseUrl;
  const folder = await mkdtemp(join(tmpdir(), "moddy-pg-"));
  const relay = createServer((near) => {
    const far = connect({ host: url.hostname, port: Number(url.port || 5432) });
    near.pipe(far).pipe(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on("error", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => relay.listen(join(folder, ".s.PGSQL.5432"), resolve));
  t.teardown(async () => {
    await new Promise<void>((resolve) => relay.close(() => resolve()));
    await rm(folder, { recursive: true, force: true });
  });
  const login = url.password === "" ? url.username : `${url.username}:${url.password}`;
  return `postgres://${login}@localhost${url.pathname}?host=${encodeURIComponent(folder)}`;
}
