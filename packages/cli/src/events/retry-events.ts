import type { EventFilter } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { eventOperations } from "./operations.ts";

/** Selects the events to retry: by id, or by filter. */
export type Selection = EventFilter & { readonly event_id?: string };

/** `moddy events retry`. Returns 1 if an id was given and no event matches. */
export async function retryEvents(
  { terminal, env, signal }: CliContext,
  baseUrl: string,
  { selection, json }: { selection: Selection; json: boolean },
): Promise<number> {
  const { count } = await callService({ operations: eventOperations, baseUrl, env }, (client) =>
    client.call("eventsRetry", selection, { signal }),
  );
  const status = count === 0 && selection.event_id !== undefined ? 1 : 0;
  if (json) terminal.out(JSON.stringify({ count }));
  else if (count > 0) terminal.out(`${count === 1 ? "1 event is" : `${count} events are`} retried now.`);
  else terminal.err("No event that was set aside matches: nothing was changed.");
  return status;
}
