import type { DeliveryFilter, ServiceName } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { formatSeconds } from "../terminal/format-seconds.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint, type Tone } from "../terminal/paint.ts";
import { type DeliveryPage, type DeliverySummary, deliveryOperations, type ListRequest } from "./operations.ts";

/** Which service's deliveries. */
export interface Target {
  readonly service: ServiceName;
  readonly baseUrl: string;
}

const TONES: Readonly<Record<DeliverySummary["state"], Tone>> = {
  pending: "warn",
  succeeded: "good",
  dead: "bad",
  cancelled: "quiet",
  superseded: "quiet",
};

async function readPages(
  context: CliContext,
  { service, baseUrl }: Target,
  options: { filter: DeliveryFilter; limit: number; all: boolean },
): Promise<{ deliveries: DeliverySummary[]; more: boolean }> {
  return callService({ operations: deliveryOperations(service), baseUrl, env: context.env }, async (client) => {
    const deliveries: DeliverySummary[] = [];
    let after: string | null = null;
    do {
      const request: ListRequest = { ...options.filter, limit: options.limit, after };
      const page: DeliveryPage = await client.call("deliveriesList", request, { signal: context.signal });
      deliveries.push(...page.deliveries);
      after = page.next;
    } while (options.all && after !== null);
    return { deliveries, more: after !== null };
  });
}

function rowOf(context: CliContext, delivery: DeliverySummary): string[] {
  const state = paint(context.terminal, TONES[delivery.state], delivery.state);
  return [
    delivery.delivery_id,
    delivery.operation,
    delivery.discord_id,
    delivery.outcome === null ? state : `${state} ${delivery.outcome}`,
    formatSeconds((context.now() - Date.parse(delivery.created_at)) / 1_000),
  ];
}

/** `moddy deliveries list`: newest first. Returns the exit status. */
export async function listDeliveries(
  context: CliContext,
  target: Target,
  options: { filter: DeliveryFilter; limit: number; all: boolean; json: boolean },
): Promise<number> {
  const { terminal } = context;
  const { deliveries, more } = await readPages(context, target, options);
  if (options.json) {
    terminal.out(JSON.stringify(deliveries));
    return 0;
  }
  const rows = deliveries.map((delivery) => rowOf(context, delivery));
  for (const line of formatTable([["DELIVERY", "OPERATION", "USER", "STATE", "AGE"], ...rows])) terminal.out(line);
  terminal.out("");
  const count = deliveries.length === 1 ? "1 delivery" : `${deliveries.length} deliveries`;
  terminal.out(paint(terminal, "quiet", more ? `${count}; there are more: --all lists every one.` : `${count}.`));
  return 0;
}
