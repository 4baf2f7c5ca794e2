import type { EventFilter } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { formatSeconds } from "../terminal/format-seconds.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint, type Tone } from "../terminal/paint.ts";
import { type EventPage, type EventSummary, eventOperations, type ListRequest } from "./operations.ts";

const TONES: Readonly<Record<EventSummary["result"], Tone>> = {
  waiting: "warn",
  applied: "good",
  covered: "good",
  stale: "quiet",
  ignored: "quiet",
  unreadable: "bad",
};

/** What to list, and how. */
export interface ListOptions {
  readonly filter: EventFilter;
  readonly limit: number;
  readonly all: boolean;
  readonly json: boolean;
}

async function readPages(
  { env, signal }: CliContext,
  baseUrl: string,
  options: ListOptions,
): Promise<{ events: EventSummary[]; more: boolean }> {
  return callService({ operations: eventOperations, baseUrl, env }, async (client) => {
    const events: EventSummary[] = [];
    let after: string | null = null;
    do {
      const request: ListRequest = { ...options.filter, limit: options.limit, after };
      const page: EventPage = await client.call("eventsList", request, { signal });
      events.push(...page.events);
      after = page.next;
    } while (options.all && after !== null);
    return { events, more: after !== null };
  });
}

function rowOf({ terminal, now }: CliContext, event: EventSummary): string[] {
  const result = paint(terminal, TONES[event.result], event.result);
  const age = formatSeconds((now() - Date.parse(event.received_at)) / 1_000);
  return [event.event_id, event.type, event.reason === null ? result : `${result} ${event.reason}`, age];
}

/** `moddy events list`: what came last first. Returns the exit status. */
export async function listEvents(context: CliContext, baseUrl: string, options: ListOptions): Promise<number> {
  const { terminal } = context;
  const { events, more } = await readPages(context, baseUrl, options);
  if (options.json) {
    terminal.out(JSON.stringify(events));
    return 0;
  }
  const rows = events.map((event) => rowOf(context, event));
  for (const line of formatTable([["EVENT", "TYPE", "RESULT", "AGE"], ...rows])) terminal.out(line);
  terminal.out("");
  const count = events.length === 1 ? "1 event" : `${events.length} events`;
  terminal.out(paint(terminal, "quiet", more ? `${count}; there are more: --all lists every one.` : `${count}.`));
  return 0;
}
