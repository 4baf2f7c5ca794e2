import { fileURLToPath } from "node:url";
import { run } from "./run.ts";

/** A request: where to, and what `fetch` takes beside it. */
export type Request = readonly [url: string, init?: object];

/** What one request came to: an answer, or why there was none. */
export interface Visit {
  readonly status?: number;
  readonly body?: string;
  readonly failed?: string;
}

const VISITOR = fileURLToPath(new URL("visitor.ts", import.meta.url));

/** Makes requests, all at once, from where `command` runs what stands behind it. */
export function visitFrom(command: readonly string[]): (...requests: readonly Request[]) => Promise<Visit[]> {
  return async (...requests) =>
    JSON.parse(await run([...command, process.execPath, VISITOR, JSON.stringify(requests)])) as Visit[];
}
