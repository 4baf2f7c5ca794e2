import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The `curl` commands in what was printed, each with the lines that continue it. */
export function findCurls(text: string): string[] {
  return [...text.matchAll(/^ *(curl (?:.*\\\n)*.*)$/gm)].map(([, command = ""]) => command);
}

/** The addresses that were printed to be opened. */
export function findAddresses(text: string): string[] {
  return [...text.matchAll(/^ {2}(http:\/\/\S+) {3}/gm)].map(([, address = ""]) => address);
}

/** What a shell command answers, as JSON. Curl's progress goes elsewhere; its failure is an error. */
export async function runForJson(command: string): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)("sh", ["-c", command]);
  return JSON.parse(stdout) as Record<string, unknown>;
}
