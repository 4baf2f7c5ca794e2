import { type DeliveryFilter, deliveryState, OUTCOME_CODES, type Outcome, type ServiceName } from "@moddy/schemas";
import { Command, Option } from "commander";
import {
  parseDeliveryId,
  parseOperation,
  parseOrigin,
  parsePageSize,
  parseSnowflake,
  parseSpan,
} from "../arguments.ts";
import type { CliContext } from "../context.ts";
import { locateService } from "../pair/locate-service.ts";
import { UsageError } from "../pair/usage-error.ts";
import { runOrWatch, type Watch, watchOption } from "../run-or-watch.ts";
import { changeDeliveries } from "./change-deliveries.ts";
import { listDeliveries, type Target } from "./list-deliveries.ts";
import { showDelivery } from "./show-delivery.ts";

interface TargetOptions {
  readonly service: ServiceName;
  readonly url?: string;
  readonly json: boolean;
}

interface FilterOptions extends TargetOptions {
  readonly state?: DeliveryFilter["state"];
  readonly user?: string;
  readonly operation?: string;
  readonly outcome?: Outcome;
  readonly olderThan?: number;
}

type Finish = (status: number) => void;

function filterOf({ state, user, operation, outcome, olderThan }: FilterOptions): DeliveryFilter {
  return {
    ...(state && { state }),
    ...(user && { discord_id: user }),
    ...(operation && { operation }),
    ...(outcome && { outcome }),
    ...(olderThan !== undefined && { older_than_seconds: olderThan }),
  };
}

function command(name: string, summary: string, description: string): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .addOption(
      new Option("--service <service>", "the service that sends").choices(["bot", "backend"]).default("backend"),
    )
    .option("--url <address>", "the service's internal address (default: from the environment)", parseOrigin)
    .option("--json", "print JSON on one line", false);
}

function withFilters(one: Command, states: boolean): Command {
  if (states) one.addOption(new Option("--state <state>", "only this state").choices(deliveryState.options));
  return one
    .option("--user <discord-id>", "only this user", parseSnowflake)
    .option("--operation <name>", "only this operation, such as roles_update", parseOperation)
    .addOption(new Option("--outcome <code>", "only this last outcome").choices(OUTCOME_CODES))
    .option("--older-than <span>", "only older than this, such as 15m, 2h or 7d", parseSpan);
}

/** `moddy deliveries list|show|retry|retry-all|cancel` */
export function deliveriesCommand(context: CliContext, finish: Finish): Command {
  const target = ({ service, url }: TargetOptions): Target => ({
    service,
    baseUrl: url ?? locateService(service, context.env),
  });
  const list = withFilters(
    command("list", "list deliveries, newest first", "Lists the matching deliveries, newest first."),
    true,
  )
    .option("--limit <count>", "deliveries per page, at most 500", parsePageSize, 50)
    .option("--all", "read every page", false)
    .addOption(watchOption())
    .action(async (options: FilterOptions & { limit: number; all: boolean; watch?: Watch }) => {
      const run = () => listDeliveries(context, target(options), { ...options, filter: filterOf(options) });
      finish(await runOrWatch(context, options.watch, run));
    });
  const show = command("show", "show one delivery with its attempts", "Shows a delivery, its outcome and each attempt.")
    .argument("<id>", "the delivery's id", parseDeliveryId)
    .action(async (id: string, options: TargetOptions) => {
      finish(await showDelivery(context, target(options), { id, json: options.json }));
    });
  const retry = command(
    "retry",
    "retry one dead delivery",
    "Retries a dead delivery with its old id: nothing happens twice.",
  )
    .argument("<id>", "the delivery's id", parseDeliveryId)
    .action(async (id: string, options: TargetOptions) => {
      const change = { operation: "deliveriesRetry", selection: { delivery_id: id }, json: options.json } as const;
      finish(await changeDeliveries(context, target(options), change));
    });
  const retryAll = withFilters(
    command(
      "retry-all",
      "retry all matching dead deliveries",
      "Retries every dead delivery that matches; without a filter all of them.",
    ),
    false,
  ).action(async (options: FilterOptions) => {
    const selection = { ...filterOf(options), state: "dead" } as const;
    const change = { operation: "deliveriesRetry", selection, json: options.json } as const;
    finish(await changeDeliveries(context, target(options), change));
  });
  const cancel = withFilters(
    command(
      "cancel",
      "cancel pending deliveries",
      "Cancels pending deliveries: one by its id, or all that match. An id or a filter is required.",
    ),
    false,
  )
    .argument("[id]", "the delivery's id", parseDeliveryId)
    .action(async (id: string | undefined, options: FilterOptions) => {
      const selection = { ...filterOf(options), ...(id !== undefined && { delivery_id: id }) };
      if (Object.keys(selection).length === 0) throw new UsageError("Nothing is selected: give an id or a filter.");
      const change = { operation: "deliveriesCancel", selection, json: options.json } as const;
      finish(await changeDeliveries(context, target(options), change));
    });
  const group = new Command("deliveries")
    .summary("list, show, retry and cancel deliveries")
    .description("Deliveries between the two services: pending, finished and dead.");
  for (const one of [list, show, retry, retryAll, cancel]) group.addCommand(one);
  return group;
}
