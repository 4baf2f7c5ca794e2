import { EVENT_REASON_CODES, type EventFilter, eventResult } from "@moddy/schemas";
import { Command, Option } from "commander";
import { parseEventId, parseOrigin, parsePageSize, parseSpan } from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { UsageError } from "../pair/usage-error.ts";
import { listEvents } from "./list-events.ts";
import { retryEvents } from "./retry-events.ts";
import { showEvent } from "./show-event.ts";

interface TargetOptions {
  readonly url?: string;
  readonly json: boolean;
}

interface FilterOptions extends TargetOptions {
  readonly result?: EventFilter["result"];
  readonly reason?: EventFilter["reason"];
  readonly type?: string;
  readonly olderThan?: number;
}

function filterOf({ result, reason, type, olderThan }: FilterOptions): EventFilter {
  return {
    ...(result && { result }),
    ...(reason && { reason }),
    ...(type && { type }),
    ...(olderThan !== undefined && { older_than_seconds: olderThan }),
  };
}

function command(name: string, summary: string, description: string): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .option("--url <address>", "the backend's internal address (default: from the environment)", parseOrigin)
    .option("--json", "print JSON on one line", false);
}

function withFilters(one: Command, results: readonly string[]): Command {
  return one
    .addOption(new Option("--result <result>", "only this result").choices([...results]))
    .addOption(new Option("--reason <code>", "only those set aside for this reason").choices(EVENT_REASON_CODES))
    .option("--type <type>", "only this type, such as invoice.paid")
    .option("--older-than <span>", "only older than this, such as 15m, 2h or 7d", parseSpan);
}

/** `moddy events list|show|retry` */
export function eventsCommand(context: CliContext, finish: (status: number) => void): Command {
  const locate = ({ url }: TargetOptions): string => url ?? locateService("backend", context.env);
  const list = withFilters(
    command("list", "list Stripe's events", "Lists the matching events, those that were stored last first."),
    eventResult.options,
  )
    .option("--limit <count>", "events per page, at most 500", parsePageSize, 50)
    .option("--all", "read every page", false)
    .action(async (options: FilterOptions & { limit: number; all: boolean }) => {
      finish(await listEvents(context, locate(options), { ...options, filter: filterOf(options) }));
    });
  const show = command("show", "show one event", "Shows an event, what became of it and why.")
    .argument("<id>", "the event's id", parseEventId)
    .action(async (id: string, options: TargetOptions) => {
      finish(await showEvent(context, locate(options), { id, json: options.json }));
    });
  const retry = withFilters(
    command(
      "retry",
      "retry events that were set aside",
      "Retries events that were set aside: one by its id, or all that match. An id or a filter is required.",
    ),
    ["ignored", "unreadable"],
  )
    .argument("[id]", "the event's id", parseEventId)
    .action(async (id: string | undefined, options: FilterOptions) => {
      const selection = { ...filterOf(options), ...(id !== undefined && { event_id: id }) };
      if (Object.keys(selection).length === 0) throw new UsageError("Nothing is selected: give an id or a filter.");
      finish(await retryEvents(context, locate(options), { selection, json: options.json }));
    });
  const group = new Command("events")
    .summary("list, show and retry Stripe's events")
    .description("Stripe's events as the backend has stored them: waiting, processed and set aside.");
  for (const one of [list, show, retry]) group.addCommand(one);
  return group;
}
