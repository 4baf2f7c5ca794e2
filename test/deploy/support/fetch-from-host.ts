import { fileURLToPath } from "node:url";
import { run } from "./run.ts";

/** A request: where to, and what `fetch` takes beside it. */
export type Request = readonly [url: string, init?: object];

/** What one request came to: an answer, or why there was none. */
export interface FetchResult {
  readonly status?: number;
  readonly body?: string;
  readonly failed?: string;
}

const FETCH_HERE = fileURLToPath(new URL("fetch-here.ts", import.meta.url));

/** Makes requests, all at once, from where `command` runs what stands behind it. */
export function fetchFrom(command: readonly string[]): (...requests: readonly Request[]) => Promise<FetchResult[]> {
  return async (...requests) =>
    JSON.parse(await run([...command, process.execPath, FETCH_HERE, JSON.stringify(requests)])) as FetchResult[];
}
