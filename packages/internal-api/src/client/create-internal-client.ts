import { setTimeout as sleep } from "node:timers/promises";
import type { Operation, ReplyOf, RequestOf } from "@moddy/schemas";
import { Registry } from "prom-client";
import { Pool } from "undici";
import type { Operations } from "../shared/types.ts";
import { boundCall, type CallBounds } from "./bound-call.ts";
import { chooseSecret } from "./choose-secret.ts";
import type { Route } from "./describe-failure.ts";
import { failCall } from "./fail-call.ts";
import { createClientMetrics } from "./metrics.ts";
import { prepareCall } from "./prepare-call.ts";
import { readAnswer, refusesSecret } from "./read-answer.ts";
import { createRetryBudget, DEFAULT_RETRIES, pauseBefore, shouldRetry } from "./retries.ts";
import { type Answer, type OutgoingCall, send } from "./send.ts";
import type { CallOptions, InternalClient, InternalClientOptions } from "./types.ts";

/** Makes a client of the other service's operations with its own pool of connections. */
export function createInternalClient<Ops extends Operations>(options: InternalClientOptions<Ops>): InternalClient<Ops> {
  const { now = Date.now, random = Math.random } = options;
  const retries = { ...DEFAULT_RETRIES, ...options.retries };
  const budget = createRetryBudget(retries);
  const secrets = chooseSecret(options.secret, options.previousSecret, now);
  const metrics = createClientMetrics(options.metrics ?? new Registry());
  const url = baseUrlFrom(options.baseUrl);
  const route = { caller: options.caller, service: serviceOf(options.operations), address: url.host };
  const pool = openPool(url, options);
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  async function sendOnce(call: OutgoingCall, signal: AbortSignal): Promise<Answer> {
    const secret = secrets.pick();
    const answer = await send(pool, call, { secret, signWith: secrets.all, timeMs: now(), signal });
    const other = refusesSecret(answer) ? secrets.other(secret) : undefined;
    if (other === undefined) return answer;
    return await send(pool, call, { secret: other, signWith: secrets.all, timeMs: now(), signal });
  }

  async function sendUntilAnswered(call: OutgoingCall, bounds: CallBounds, until: number, attempts: number) {
    budget.earn();
    for (let attempt = 1; ; attempt++) {
      try {
        return readAnswer(call.operation, await sendOnce(call, bounds.signal), route);
      } catch (error) {
        const failure = failCall(error, route, call.requestId, bounds.endedBy());
        const pause = pauseBefore(attempt + 1, retries, random, failure.retryAfterSeconds);
        const inTime = attempt < attempts && now() + pause < until && closing === undefined;
        if (!inTime || !shouldRetry(failure.code, failure.status) || !budget.spend()) throw failure;
        metrics.retried({ service: route.service, operation: call.operation.id });
        await sleep(pause, undefined, { signal: bounds.signal });
      }
    }
  }

  async function run(operation: Operation, request: unknown, callOptions: CallOptions): Promise<unknown> {
    const started = now();
    const deadlineMs = callOptions.deadlineMs ?? operation.deadlineMs;
    const attempts = callOptions.retry === false ? 1 : retries.attempts;
    using bounds = boundCall(deadlineMs, callOptions.signal);
    const call = prepareCall(operation, request, callOptions, route);
    let result = "ok";
    try {
      if (closing !== undefined) throw failCall(undefined, route, call.requestId, "client_closed");
      return await sendUntilAnswered(call, bounds, started + deadlineMs, attempts);
    } catch (error) {
      const failure = failCall(error, route, call.requestId, bounds.endedBy());
      result = failure.code;
      throw failure;
    } finally {
      metrics.observe({ service: route.service, operation: operation.id, result, durationMs: now() - started });
    }
  }

  return {
    async call<K extends keyof Ops>(name: K, request: RequestOf<Ops[K]>, callOptions: CallOptions = {}) {
      const work = run(options.operations[name] as Operation, request, callOptions);
      running.add(work);
      try {
        return (await work) as ReplyOf<Ops[K]>;
      } finally {
        running.delete(work);
      }
    },
    async close() {
      closing ??= Promise.allSettled(running).then(() => pool.close());
      await closing;
    },
  };
}

function openPool(url: URL, options: InternalClientOptions<Operations>): Pool {
  return new Pool(url.origin, {
    connections: 32,
    pipelining: 1,
    allowH2: false,
    // The deadline of the call covers headers and body.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 30_000,
    maxResponseSize: options.maxReplyBytes ?? 4 * 1024 * 1024,
    connect: {
      timeout: options.connectTimeoutMs ?? 4_000,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1_000,
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    },
  });
}

function baseUrlFrom(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash;
  if (!fits || url.username || url.password) {
    throw new TypeError("baseUrl must be http://host:port without user, path or query");
  }
  return url;
}

function serviceOf(operations: Operations): Route["service"] {
  const [first] = Object.values(operations);
  if (first === undefined) throw new TypeError("operations must not be empty");
  return first.service;
}
