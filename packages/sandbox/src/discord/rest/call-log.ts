import type { FastifyInstance } from "fastify";
import { faultOf } from "../../faults/inject-faults.ts";

export interface Call {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** The route's template, for example `/channels/:channel_id/messages`; null for an unknown route. */
  readonly route: string | null;
  readonly path: string;
  /** Null while the call runs, and when the connection ended before the reply. */
  status: number | null;
  duration_ms: number | null;
  /** The kind of fault that was applied to the call. */
  fault: string | null;
}

export interface CallLog {
  readonly total: number;
  /** Calls with an id above `after`, oldest first. */
  page(after: number, limit: number): Call[];
  /** By `<method> <route>`: the number of calls, and of replies by status. */
  byRoute(): Record<string, { calls: number; statuses: Record<string, number> }>;
  start(call: Pick<Call, "method" | "route" | "path">): Call;
  finish(call: Call, status: number | null, fault: string | null): void;
}

const KEPT = 100_000;

export function createCallLog(now: () => number): CallLog {
  const calls: Call[] = [];
  const routes = new Map<string, { calls: number; statuses: Record<string, number> }>();
  let total = 0;
  return {
    get total() {
      return total;
    },
    page: (after, limit) => calls.slice(Math.max(0, after - (calls[0]?.id ?? 1) + 1)).slice(0, limit),
    byRoute: () => Object.fromEntries(routes),
    start(fields) {
      const call: Call = { id: ++total, at: now(), ...fields, status: null, duration_ms: null, fault: null };
      calls.push(call);
      if (calls.length > KEPT * 2) calls.splice(0, calls.length - KEPT);
      const name = `${call.method} ${call.route ?? "(no such route)"}`;
      const count = routes.get(name) ?? { calls: 0, statuses: {} };
      count.calls += 1;
      routes.set(name, count);
      return call;
    },
    finish(call, status, fault) {
      Object.assign(call, { status, duration_ms: now() - call.at, fault });
      const statuses = routes.get(`${call.method} ${call.route ?? "(no such route)"}`)?.statuses ?? {};
      const key = String(status ?? "lost");
      statuses[key] = (statuses[key] ?? 0) + 1;
    },
  };
}

/** Logs every call of the scope: method, route, status and time, but no header and no body. */
export function logCalls(scope: FastifyInstance, log: CallLog, prefix: string): void {
  scope.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0]?.slice(prefix.length) ?? "";
    const route = request.routeOptions.url?.slice(prefix.length) ?? null;
    const call = log.start({ method: request.method, route, path });
    let answered = false;
    reply.raw.once("finish", () => {
      answered = true;
    });
    reply.raw.once("close", () => {
      const fault = faultOf(request)?.kind ?? null;
      log.finish(call, answered ? reply.raw.statusCode : null, fault);
    });
  });
}
