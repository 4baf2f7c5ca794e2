import { setTimeout as delay } from "node:timers/promises";
import type { InternalClient } from "@moddy/internal-api/client";
import { backendOperations } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { paint } from "../terminal/paint.ts";
import { type ImportStatus, printImport } from "./print-import.ts";

const PAUSE_MS = 500;

const { importStart, importStatus } = backendOperations;
const operations = { importStart, importStatus };
type Client = InternalClient<typeof operations>;

/** What `moddy import` is to do. */
export type ImportAct = "count" | "import" | "show";

/** Waits for the end of the import that runs, or for its first failure. Tells how far it is. */
async function follow(client: Client, { signal }: CliContext, tell: (line: string) => void): Promise<ImportStatus> {
  let told = "";
  for (;;) {
    const status = await client.call("importStatus", {}, { signal });
    if (status.import === null || status.import.finished_at !== null || status.import.failure !== null) return status;
    if (status.message !== told) tell(status.message);
    told = status.message;
    await delay(PAUSE_MS, undefined, { signal });
  }
}

/** `moddy import`: counts or takes over what is at Stripe, or shows how far that is. Returns 1 if it does not get on. */
export async function runImport(
  context: CliContext,
  { act, json, baseUrl }: { act: ImportAct; json: boolean; baseUrl: string },
): Promise<number> {
  const { terminal, env, signal } = context;
  const tell = (line: string) => {
    if (!json) terminal.out(paint(terminal, "quiet", line));
  };
  const status = await callService({ operations, baseUrl, env }, async (client) => {
    if (act === "show") return client.call("importStatus", {}, { signal });
    const begun = await client.call("importStart", { dry_run: act === "count" }, { signal });
    if (!begun.started) tell(begun.message);
    return follow(client, context, tell);
  });
  if (json) terminal.out(JSON.stringify(status));
  else {
    if (act === "show") terminal.out(status.message);
    printImport(terminal, status);
  }
  const failed = (status.import?.failure ?? null) !== null;
  if (failed) terminal.err(status.message);
  return failed ? 1 : 0;
}
