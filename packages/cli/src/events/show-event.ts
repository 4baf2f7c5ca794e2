import { EVENT_REASON_CODES, EVENT_REASONS } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { formatTable } from "../terminal/format-table.ts";
import { type EventDetails, eventOperations } from "./operations.ts";

/** A backend of a later version may know reasons that this program does not. */
function reasonRows(reason: string | null): string[][] {
  if (reason === null) return [];
  const code = EVENT_REASON_CODES.find((one) => one === reason);
  if (code === undefined) return [["reason", reason]];
  return [
    ["reason", `${code}: ${EVENT_REASONS[code].meaning}`],
    ["fix", EVENT_REASONS[code].fix],
  ];
}

function facts(event: EventDetails): string[][] {
  return [
    ["event", event.event_id],
    ["type", event.type],
    ["result", event.result],
    ...reasonRows(event.reason),
    ...(event.object_id === null ? [] : [["about", event.object_id]]),
    ...(event.account === null ? [] : [["account", event.account]]),
    ...(event.livemode === null ? [] : [["mode", event.livemode ? "live" : "test"]]),
    ...(event.tries === 0 ? [] : [["failed tries", String(event.tries)]]),
    ["happened", event.created],
    ["stored", event.received_at],
    ...(event.processed_at === null ? [] : [["ended", event.processed_at]]),
  ];
}

/** `moddy events show ID`: one event of Stripe's. Returns 1 if there is none. */
export async function showEvent(
  { terminal, env, signal }: CliContext,
  baseUrl: string,
  { id, json }: { id: string; json: boolean },
): Promise<number> {
  const { event } = await callService({ operations: eventOperations, baseUrl, env }, (client) =>
    client.call("eventsShow", { event_id: id }, { signal }),
  );
  if (event === null) {
    terminal.err(`The backend has no event ${id}.`);
    return 1;
  }
  if (json) terminal.out(JSON.stringify(event));
  else for (const line of formatTable(facts(event))) terminal.out(line);
  return 0;
}
