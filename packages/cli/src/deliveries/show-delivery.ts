import { OUTCOMES } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { formatTable } from "../terminal/format-table.ts";
import { paint } from "../terminal/paint.ts";
import type { Target } from "./list-deliveries.ts";
import { type DeliveryDetails, deliveryOperations } from "./operations.ts";

function facts(delivery: DeliveryDetails): string[][] {
  const { outcome, next_attempt_at: next, finished_at: finished } = delivery;
  return [
    ["delivery", delivery.delivery_id],
    ["operation", delivery.operation],
    ["user", delivery.discord_id],
    ["state", delivery.state],
    ...(outcome === null ? [] : [["outcome", `${outcome}: ${OUTCOMES[outcome].meaning}`]]),
    ...(outcome === null || OUTCOMES[outcome].success ? [] : [["fix", OUTCOMES[outcome].fix]]),
    ["stored", delivery.created_at],
    ...(next === null ? [] : [["next attempt", next]]),
    ...(finished === null ? [] : [["finished", finished]]),
  ];
}

function attempts({ attempt_log }: DeliveryDetails): string[][] {
  const rows = attempt_log.map(({ attempt, started_at, duration_ms, outcome, detail }) => [
    String(attempt),
    started_at,
    `${Math.round(duration_ms)} ms`,
    outcome,
    detail ?? "",
  ]);
  return [["#", "STARTED", "TOOK", "OUTCOME", "DETAIL"], ...rows];
}

/** `moddy deliveries show ID`: one delivery and its attempts. Returns 1 if there is none. */
export async function showDelivery(
  context: CliContext,
  { service, baseUrl }: Target,
  options: { id: string; json: boolean },
): Promise<number> {
  const { terminal, env, signal } = context;
  const { delivery } = await callService({ operations: deliveryOperations(service), baseUrl, env }, (client) =>
    client.call("deliveriesShow", { delivery_id: options.id }, { signal }),
  );
  if (delivery === null) {
    terminal.err(`The ${service} has no delivery ${options.id}.`);
    return 1;
  }
  if (options.json) {
    terminal.out(JSON.stringify(delivery));
    return 0;
  }
  for (const line of formatTable(facts(delivery))) terminal.out(line);
  terminal.out("");
  if (delivery.attempt_log.length === 0) terminal.out(paint(terminal, "quiet", "No attempt yet."));
  else for (const line of formatTable(attempts(delivery))) terminal.out(line);
  return 0;
}
