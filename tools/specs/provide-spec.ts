import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SpecSource } from "./spec-sources.ts";

export interface ProvideOptions {
  /** The folder that gets the file. */
  readonly cache: string;
  /** A folder that may already have the file; it is used in place of the network. */
  readonly local: string;
  readonly fetch: typeof fetch;
}

/** Where the file came from. */
export type Provided = "cache" | "local" | "network";

const TIMEOUT_MS = 60_000;
const COMMITS = 10;

/**
 * Puts one description into the cache: from there, from a local folder, or from GitHub. Rejects when what it finds has
 * another hash, or when GitHub does not answer.
 */
export async function provideSpec(source: SpecSource, { cache, local, fetch }: ProvideOptions): Promise<Provided> {
  const cached = await readIfThere(join(cache, source.file));
  if (cached !== undefined && hashOf(cached) === source.sha256) return "cache";
  const copy = join(local, source.file);
  const found = await readIfThere(copy);
  if (found !== undefined && hashOf(found) !== source.sha256) throw mismatch(source, copy, found);
  const content = found ?? (await download(source, fetch));
  await mkdir(cache, { recursive: true });
  const target = join(cache, source.file);
  await writeFile(`${target}.part`, content);
  await rename(`${target}.part`, target);
  return found === undefined ? "network" : "local";
}

/** The newest version up to the source's date that has the right hash. */
async function download(source: SpecSource, fetch: ProvideOptions["fetch"]): Promise<Buffer> {
  const { repository, path, date, sha256 } = source;
  const query = new URLSearchParams({ path, until: `${date}T23:59:59Z`, per_page: String(COMMITS) });
  const list = await get(fetch, `https://api.github.com/repos/${repository}/commits?${query.toString()}`);
  const commits = JSON.parse(list.toString()) as { sha: string }[];
  for (const { sha } of commits) {
    const content = await get(fetch, `https://raw.githubusercontent.com/${repository}/${sha}/${path}`);
    if (hashOf(content) === sha256) return content;
  }
  throw new Error(
    `${source.file}: none of the last ${commits.length} versions of ${path} in github.com/${repository} up to ${date} has the SHA-256 ${sha256}.`,
  );
}

async function get(fetch: ProvideOptions["fetch"], url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    throw new Error(`${url} cannot be reached.`, { cause: error });
  });
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

const hashOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

function mismatch({ file, sha256 }: SpecSource, path: string, content: Buffer): Error {
  return new Error(`${file}: ${path} has the SHA-256 ${hashOf(content)}, expected ${sha256}.`);
}
