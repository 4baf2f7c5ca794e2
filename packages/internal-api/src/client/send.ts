import { randomUUID } from "node:crypto";
import type { Operation } from "@moddy/schemas";
import type { Pool } from "undici";
import { signCall } from "../shared/sign.ts";

/** A call that is ready to send, once or several times. */
export interface OutgoingCall {
  readonly operation: Operation;
  /** JSON; empty for a GET. */
  readonly body: string;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
  readonly traceparent: string | undefined;
  readonly caller: string;
}

/** An HTTP reply. */
export interface Answer {
  readonly status: number;
  readonly requestId: string;
  readonly retryAfterSeconds: number | undefined;
  readonly text: string;
}

/** Our services send seconds. A date would need their clock. */
function retryAfterFrom(header: string | string[] | undefined): number | undefined {
  return typeof header === "string" && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

function headersOf(
  call: OutgoingCall,
  secret: string,
  signWith: readonly string[],
  timeMs: number,
): Record<string, string> {
  const { method, path } = call.operation;
  const id = call.idempotencyKey ?? randomUUID();
  const timestamp = Math.floor(timeMs / 1000);
  const signatures = signWith.map((key) => signCall(key, id, timestamp, { method, path, body: call.body }));
  return {
    authorization: `Bearer ${secret}`,
    accept: "application/json",
    "user-agent": `moddy-${call.caller}`,
    "x-request-id": call.requestId,
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
    ...(method === "GET" ? {} : { "content-type": "application/json" }),
    ...(call.idempotencyKey === undefined ? {} : { "idempotency-key": call.idempotencyKey }),
    ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
  };
}

/** Sends a call once and reads the whole reply. Rejects with errors of undici. */
export async function send(
  pool: Pool,
  call: OutgoingCall,
  options: { secret: string; signWith: readonly string[]; timeMs: number; signal: AbortSignal },
): Promise<Answer> {
  const { method, path } = call.operation;
  const headers = headersOf(call, options.secret, options.signWith, options.timeMs);
  const body = method === "GET" ? null : call.body;
  const response = await pool.request({ method, path, headers, body, signal: options.signal });
  const given = response.headers["x-request-id"];
  return {
    status: response.statusCode,
    requestId: typeof given === "string" ? given : call.requestId,
    retryAfterSeconds: retryAfterFrom(response.headers["retry-after"]),
    text: await response.body.text(),
  };
}
