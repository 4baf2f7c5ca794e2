import { z } from "zod";
import { defineOperation } from "../core/define-operation.ts";
import { resourceMissing } from "../core/errors.ts";
import { listPage, listParams } from "../core/list.ts";
import type { Operation } from "../core/operation.ts";
import { boolean, text } from "../core/params.ts";
import type { StripeEvent } from "../shapes/event.ts";
import type { StripeState } from "../state.ts";

/** How long an event can be retrieved, in seconds. */
const KEPT = 30 * 86_400;

const isAvailable = ({ clock }: StripeState, event: StripeEvent) => event.created > clock.now() - KEPT;

const retrieve = defineOperation({
  method: "GET",
  path: "/events/:id",
  returns: "event",
  params: z.strictObject({}),
  run({ state, ids }) {
    const event = state.events.table.get(ids["id"] ?? "");
    if (!isAvailable(state, event)) throw resourceMissing("event", event.id);
    return event;
  },
});

const list = defineOperation({
  method: "GET",
  path: "/events",
  returns: "event",
  list: true,
  params: z.strictObject({
    ...listParams,
    type: text.optional(),
    types: z.array(text).max(20).optional(),
    delivery_success: boolean.optional(),
  }),
  run({ state, input, url }) {
    const rows = state.events.table.newestFirst().filter((event) => isAvailable(state, event) && matches(event, input));
    return listPage(rows, input, { url, kind: "event" });
  },
});

interface Wanted {
  readonly type?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly delivery_success?: boolean | undefined;
}

function matches(event: StripeEvent, { type, types, delivery_success }: Wanted): boolean {
  const patterns = types ?? (type === undefined ? ["*"] : [type]);
  if (delivery_success !== undefined && (event.pending_webhooks === 0) !== delivery_success) return false;
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? event.type.startsWith(pattern.slice(0, -1)) : event.type === pattern,
  );
}

export const eventOperations: readonly Operation[] = [retrieve, list];
