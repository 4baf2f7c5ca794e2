import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";

const faultInput = z.strictObject({
  target: z.enum(["discord", "stripe"]),
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .optional(),
  route: z.string().startsWith("/").optional(),
  kind: z.enum(["status", "rate_limit", "drop_before", "drop_after", "delay", "truncate", "garbage", "hang"]),
  status: z.int().min(400).max(599).default(500),
  body: z.unknown().optional(),
  retry_after: z.number().min(0).default(1),
  scope: z.enum(["user", "global", "shared"]).default("user"),
  delay_ms: z.int().min(0).max(600_000).default(1_000),
  times: z.int().min(1).nullable().default(1),
  probability: z.number().min(0).max(1).default(1),
});

export type FaultInput = z.input<typeof faultInput>;
export type Fault = z.output<typeof faultInput> & { readonly id: string; hits: number };
export type FaultTarget = Fault["target"];

export interface Faults {
  add(input: FaultInput): Fault;
  list(): Fault[];
  remove(id: string): boolean;
  clear(): void;
  /** The fault that this call meets, if any; a fault is spent by being taken. `route` is without the half's prefix. */
  take(target: FaultTarget, method: string, route: string): Fault | undefined;
}

/** Keeps the faults that are switched on; `random` decides those with a probability below one. */
export function createFaults(random: () => number): Faults {
  const faults = new Map<string, Fault>();
  let lastId = 0;
  const matches = (fault: Fault, target: FaultTarget, method: string, route: string) =>
    fault.target === target &&
    (fault.times === null || fault.hits < fault.times) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.route === undefined || route === fault.route || route.startsWith(`${fault.route.replace(/\/$/, "")}/`));
  return {
    add(input) {
      const fault = { ...faultInput.parse(input), id: `fault_${++lastId}`, hits: 0 };
      faults.set(fault.id, fault);
      return fault;
    },
    list: () => [...faults.values()],
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    take(target, method, route) {
      for (const fault of faults.values()) {
        if (!matches(fault, target, method, route)) continue;
        if (fault.probability < 1 && random() >= fault.probability) continue;
        fault.hits += 1;
        return fault;
      }
      return undefined;
    },
  };
}

/** `POST`, `GET` and `DELETE /_sandbox/faults`, `DELETE /_sandbox/faults/:id`. */
export function serveFaults(scope: FastifyInstance, faults: Faults): void {
  scope.post("/_sandbox/faults", (request, reply) => reply.code(201).send(faults.add(faultInput.parse(request.body))));
  scope.get("/_sandbox/faults", () => ({ faults: faults.list() }));
  scope.delete("/_sandbox/faults", (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  scope.delete<{ Params: { id: string } }>("/_sandbox/faults/:id", (request, reply) =>
    faults.remove(request.params.id) ? reply.code(204).send() : reply.code(404).send({ error: "no such fault" }),
  );
}

/** How one half words the answers that a fault puts in its mouth. */
export interface FaultAnswers {
  status(fault: Fault): unknown;
  rateLimit(fault: Fault): { headers: Record<string, string>; body: unknown };
}

export interface InjectFaultsOptions {
  readonly faults: Faults;
  readonly target: FaultTarget;
  /** What every route of the scope starts with and a fault's `route` leaves out, for example `/api/v10`. */
  readonly prefix: string;
  readonly answers: FaultAnswers;
}

const met = new WeakMap<FastifyRequest, Fault>();

/** The fault that this request met, for a call log. */
export const faultOf = (request: FastifyRequest): Fault | undefined => met.get(request);

/** Lets the routes of this scope meet the faults that are switched on; call it before the routes are added. */
export function injectFaults(scope: FastifyInstance, options: InjectFaultsOptions): void {
  scope.addHook("onRequest", async (request, reply) => {
    const route = (request.routeOptions.url ?? new URL(request.url, "http://sandbox").pathname).replace(
      options.prefix,
      "",
    );
    const fault = options.faults.take(options.target, request.method, route);
    if (fault === undefined) return;
    met.set(request, fault);
    await meetBefore(fault, request, reply, options.answers);
  });
  scope.addHook("onSend", async (request, reply, payload) => {
    const fault = met.get(request);
    return fault === undefined ? payload : meetAfter(fault, request, reply, payload);
  });
}

async function meetBefore(fault: Fault, request: FastifyRequest, reply: FastifyReply, answers: FaultAnswers) {
  if (fault.kind === "status") {
    return reply.code(fault.status).send(fault.body ?? answers.status(fault));
  }
  if (fault.kind === "rate_limit") {
    const { headers, body } = answers.rateLimit(fault);
    return reply
      .code(429)
      .headers(headers)
      .send(fault.body ?? body);
  }
  if (fault.kind === "delay") await waitOrClose(request, fault.delay_ms);
  if (fault.kind === "hang") await new Promise((resolve) => request.raw.socket.once("close", resolve));
  if (fault.kind === "drop_before") request.raw.socket.destroy();
  if (request.raw.socket.destroyed) reply.hijack();
}

function waitOrClose(request: FastifyRequest, milliseconds: number): Promise<void> {
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

function meetAfter(fault: Fault, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (fault.kind === "drop_after") request.raw.socket.destroy();
  if (fault.kind === "garbage") {
    const garbage = '{"\u0000garbage": tru';
    reply.header("content-length", Buffer.byteLength(garbage));
    return garbage;
  }
  if (fault.kind === "truncate" && typeof payload === "string") {
    const bytes = Buffer.from(payload);
    reply.header("content-length", bytes.length);
    return Readable.from(cutShort(bytes, request));
  }
  return payload;
}

async function* cutShort(bytes: Buffer, request: FastifyRequest) {
  yield bytes.subarray(0, Math.floor(bytes.length / 2));
  // The half that was yielded has to leave before the connection ends, or the caller sees no answer at all.
  await new Promise((resolve) => setImmediate(resolve));
  request.raw.socket.destroySoon();
}
