import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Fault, FaultTarget } from "./fault.ts";
import type { Faults } from "./faults.ts";

/** The replies that a fault causes, in the format of one API. */
export interface FaultReplies {
  status(fault: Fault): unknown;
  rateLimit(fault: Fault): { headers: Record<string, string>; body: unknown };
}

export interface InjectFaultsOptions {
  readonly faults: Faults;
  readonly target: FaultTarget;
  /** The path prefix of the scope, for example `/api/v10`; a fault's `route` does not have it. */
  readonly prefix: string;
  readonly replies: FaultReplies;
}

const faultsByRequest = new WeakMap<FastifyRequest, Fault>();

/** The fault that was applied to this request, for a call log. */
export const faultOf = (request: FastifyRequest): Fault | undefined => faultsByRequest.get(request);

/** Applies the active faults to the routes of this scope. Call it before the routes are added. */
export function injectFaults(scope: FastifyInstance, options: InjectFaultsOptions): void {
  scope.addHook("onRequest", async (request, reply) => {
    const route = (request.routeOptions.url ?? new URL(request.url, "http://sandbox").pathname).replace(
      options.prefix,
      "",
    );
    const fault = options.faults.take(options.target, request.method, route);
    if (fault === undefined) return;
    faultsByRequest.set(request, fault);
    await applyBeforeHandler(fault, request, reply, options.replies);
  });
  scope.addHook("onSend", async (request, reply, payload) => {
    const fault = faultsByRequest.get(request);
    return fault === undefined ? payload : applyToReply(fault, request, reply, payload);
  });
}

async function applyBeforeHandler(fault: Fault, request: FastifyRequest, reply: FastifyReply, replies: FaultReplies) {
  if (fault.kind === "status") {
    return reply.code(fault.status).send(fault.body ?? replies.status(fault));
  }
  if (fault.kind === "rate_limit") {
    const { headers, body } = replies.rateLimit(fault);
    return reply
      .code(429)
      .headers(headers)
      .send(fault.body ?? body);
  }
  if (fault.kind === "delay") await waitUnlessClosed(request, fault.delay_ms);
  if (fault.kind === "hang") await new Promise((resolve) => request.raw.socket.once("close", resolve));
  if (fault.kind === "drop_before") request.raw.socket.destroy();
  if (request.raw.socket.destroyed) reply.hijack();
}

function waitUnlessClosed(request: FastifyRequest, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const { socket } = request.raw;
    const timer = setTimeout(done, milliseconds);
    socket.once("close", done);
    function done() {
      clearTimeout(timer);
      socket.off("close", done);
      resolve();
    }
  });
}

function applyToReply(fault: Fault, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (fault.kind === "drop_after") request.raw.socket.destroy();
  if (fault.kind === "garbage") {
    const garbage = '{"\u0000garbage": tru';
    reply.header("content-length", Buffer.byteLength(garbage));
    return garbage;
  }
  if (fault.kind === "truncate" && typeof payload === "string") {
    const bytes = Buffer.from(payload);
    reply.header("content-length", bytes.length);
    return Readable.from(sendHalf(bytes, request));
  }
  return payload;
}

async function* sendHalf(bytes: Buffer, request: FastifyRequest) {
  yield bytes.subarray(0, Math.floor(bytes.length / 2));
  // Without this turn of the event loop the connection ends before the first half is written, and the caller gets no reply.
  await new Promise((resolve) => setImmediate(resolve));
  request.raw.socket.destroySoon();
}
