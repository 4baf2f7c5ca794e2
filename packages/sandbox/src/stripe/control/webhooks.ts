import { z } from "zod";
import { type Command, defineCommand, noInput } from "./command.ts";

const status = defineCommand({
  method: "GET",
  path: "/webhooks",
  summary: "The webhook settings, the endpoints and the number of pending deliveries.",
  input: noInput,
  run: ({ state: { webhooks, endpoints } }) => ({
    settings: webhooks.settings,
    pending: webhooks.queue.size,
    endpoints: endpoints.all(),
  }),
});

const settings = defineCommand({
  method: "POST",
  path: "/webhooks/settings",
  summary:
    "Changes how webhooks are sent. `mode`: `paused` holds events until `on`; `off` never sends the events of that time. `order`: `shuffled`. `delay_ms` before the first attempt. `duplicates`: how many extra times each event is sent. `retry_speedup`: how many times faster than Stripe's three days.",
  input: z.strictObject({
    mode: z.enum(["off", "on", "paused"]).optional(),
    order: z.enum(["sent", "shuffled"]).optional(),
    delay_ms: z.int().min(0).optional(),
    duplicates: z.int().min(0).max(100).optional(),
    retry_speedup: z.number().positive().optional(),
  }),
  run({ state: { webhooks }, input }) {
    const { delay_ms, retry_speedup, ...same } = input;
    Object.assign(webhooks.settings, same);
    if (delay_ms !== undefined) webhooks.settings.delayMs = delay_ms;
    if (retry_speedup !== undefined) webhooks.settings.retrySpeedup = retry_speedup;
    webhooks.queue.wake();
    return { settings: webhooks.settings };
  },
});

const attempts = defineCommand({
  method: "GET",
  path: "/webhooks/attempts",
  summary: "Every delivery attempt, oldest first; `event`, `endpoint` and `delivered` filter them.",
  input: z.strictObject({
    event: z.string().optional(),
    endpoint: z.string().optional(),
    delivered: z.enum(["true", "false"]).optional(),
  }),
  run: ({ state, input: { event, endpoint, delivered } }) => ({
    attempts: state.webhooks.attempts.filter(
      (attempt) =>
        (event === undefined || attempt.event === event) &&
        (endpoint === undefined || attempt.endpoint === endpoint) &&
        (delivered === undefined || String(attempt.delivered) === delivered),
    ),
  }),
});

const flush = defineCommand({
  method: "POST",
  path: "/webhooks/flush",
  summary:
    "Replies when every due attempt has ended. First makes delayed attempts and retries due, unless `skip_delays` is false.",
  input: z.strictObject({ skip_delays: z.boolean().default(true) }),
  async run({ state: { webhooks }, input }) {
    if (input.skip_delays) webhooks.queue.skipDelays();
    await webhooks.queue.settled();
    return { pending: webhooks.queue.size };
  },
});

const redeliver = defineCommand({
  method: "POST",
  path: "/events/:id/redeliver",
  summary: "Sends an event again, to one endpoint or to all.",
  input: z.strictObject({ endpoint: z.string().optional(), times: z.int().min(1).max(100).default(1) }),
  run({ state, input: { endpoint, times }, ids: { id = "" } }) {
    const event = state.events.table.get(id);
    for (let time = 0; time < times; time++) state.webhooks.redeliver(event, endpoint);
    return { event };
  },
});

const endpoint = defineCommand({
  method: "POST",
  path: "/webhooks/endpoints/:id",
  summary:
    "Changes an endpoint: `api_version` (for example `2024-06-20` for the objects before Basil) and its signing `secret`; the old ones also sign unless `drop_old_secrets`.",
  input: z.strictObject({
    api_version: z.string().nullable().optional(),
    secret: z.string().min(1).optional(),
    drop_old_secrets: z.boolean().default(false),
  }),
  run({ state, input, ids: { id = "" } }) {
    const changed = state.endpoints.get(id);
    if (input.api_version !== undefined) changed.api_version = input.api_version;
    if (input.secret !== undefined) state.webhooks.secrets.add(id, input.secret);
    if (input.drop_old_secrets) state.webhooks.secrets.dropOld(id);
    return { endpoint: changed };
  },
});

export const webhookCommands: readonly Command[] = [status, settings, attempts, flush, redeliver, endpoint];
