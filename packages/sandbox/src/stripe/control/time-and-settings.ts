import { z } from "zod";
import { advance } from "../billing/due.ts";
import type { ApiSettings } from "../state.ts";
import { type Command, defineCommand, noInput } from "./command.ts";

const advanceCommand = defineCommand({
  method: "POST",
  path: "/advance",
  summary:
    "Moves Stripe's time forward and runs what becomes due in between: renewals, retries, trials, cancellations.",
  input: z.strictObject({
    seconds: z
      .int()
      .min(0)
      .max(10 * 366 * 86_400),
  }),
  run({ state, input }) {
    advance(state, input.seconds);
    return { now: state.clock.now() };
  },
});

const settings = defineCommand({
  method: "POST",
  path: "/settings",
  summary:
    "Changes the account: `retry_days` between attempts to collect, `after_retries`, `latency_ms` of each API call, `rate_limited`: how many of the next calls get a 429, `hold`: keeps calls waiting until it is false.",
  input: z.strictObject({
    retry_days: z.array(z.int().min(1)).max(8).optional(),
    after_retries: z.enum(["cancel", "past_due", "unpaid"]).optional(),
    latency_ms: z.int().min(0).max(60_000).optional(),
    rate_limited: z.int().min(0).optional(),
    hold: z.boolean().optional(),
  }),
  run({ state: { billing, api }, input }) {
    if (input.retry_days !== undefined) billing.retryDays = input.retry_days;
    if (input.after_retries !== undefined) billing.afterRetries = input.after_retries;
    if (input.latency_ms !== undefined) api.latencyMs = input.latency_ms;
    if (input.rate_limited !== undefined) api.rateLimited = input.rate_limited;
    if (input.hold !== undefined) setHeld(api, input.hold);
    const { latencyMs, rateLimited, held } = api;
    return { billing, api: { latencyMs, rateLimited, hold: held !== null } };
  },
});

function setHeld(api: ApiSettings, held: boolean): void {
  if (held) api.held ??= Promise.withResolvers();
  else {
    api.held?.resolve();
    api.held = null;
  }
}

const calls = defineCommand({
  method: "GET",
  path: "/calls",
  summary: "The number of calls of each API route.",
  input: noInput,
  run: ({ state }) => ({ calls: Object.fromEntries(state.calls) }),
});

const forgetCalls = defineCommand({
  method: "DELETE",
  path: "/calls",
  summary: "Sets the number of API calls to zero.",
  input: noInput,
  run({ state }) {
    state.calls.clear();
    return { calls: {} };
  },
});

export const settingCommands: readonly Command[] = [advanceCommand, settings, calls, forgetCalls];
