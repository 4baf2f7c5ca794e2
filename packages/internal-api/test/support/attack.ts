import { ERRORS, errorBody, type Operation } from "@moddy/schemas";
import fc from "fast-check";
import { Pool } from "undici";
import { CANARY, type HostileRequest, hostileRequests } from "./hostile-requests.ts";
import { exchangeWith } from "./raw-exchange.ts";
import { SECRET } from "./start-server.ts";

/** A server that is attacked, on `::1`, and that knows the tests' secret. */
export interface Target {
  readonly port: number;
  /** What it logged since this was emptied, where it can be seen as it is written. */
  readonly logs?: object[];
}

interface Got {
  /** Undefined where the connection was closed without an answer. */
  readonly status: number | undefined;
  readonly text: string;
  readonly head: string;
}

function isAllowed({ kind, operation }: HostileRequest, status: number | undefined): boolean {
  // A service that has too much to do says so to everyone who knows the secret.
  if (status === ERRORS.unavailable.status) return kind !== "unauthorized";
  switch (kind) {
    case "unauthorized":
      return status === 401 || status === 403;
    case "forged":
    case "replayed":
      return status === 401;
    case "truncated":
      return status === undefined || status === 400 || status === 408;
    case "oversized":
      return status === 413 || (status === 405 && operation.method === "GET");
    case "misdirected":
      return status !== undefined && [200, 400, 404, 405].includes(status);
    default:
      return status === 200 || operation.errors.some((code) => ERRORS[code].status === status && status < 500);
  }
}

/** What is wrong with an answer, in words; undefined where nothing is. */
function findFault(request: HostileRequest, { status, text, head }: Got, logs: readonly object[]): string | undefined {
  if (!isAllowed(request, status)) return `status ${status}`;
  const ids = /"(request_id|x-request-id)":"[^"]*"/g;
  for (const [place, said] of Object.entries({ text, head, logs: JSON.stringify(logs) })) {
    const own = said.replaceAll(ids, "");
    if (own.includes(CANARY) || own.includes(SECRET)) return `the ${place} echoes what was sent`;
  }
  if (status === undefined || request.method === "HEAD") return undefined;
  if (status === 200) {
    const isReply = request.operation.reply.safeParse(JSON.parse(text)).success;
    return isReply ? undefined : "the 200 does not match the contract";
  }
  const error = errorBody.safeParse(JSON.parse(text));
  if (!error.success) return "the error has not the contract's body";
  return ERRORS[error.data.code].status === status ? undefined : "the error's code does not go with its status";
}

function headersOf({ headers, authorization, contentType }: HostileRequest): Record<string, string> {
  return { ...headers, authorization, ...(contentType === undefined ? {} : { "content-type": contentType }) };
}

async function sendWhole(pool: Pool, request: HostileRequest): Promise<Got> {
  const { method, path, body = null } = request;
  const response = await pool.request({ method, path, headers: headersOf(request), body });
  return { status: response.statusCode, text: await response.body.text(), head: JSON.stringify(response.headers) };
}

/** Announces one byte more than it sends, and hangs up. */
async function sendTruncated(port: number, request: HostileRequest): Promise<Got> {
  const { method, path, body = "" } = request;
  const headers = { ...headersOf(request), host: "x", "content-length": String(Buffer.byteLength(body) + 1) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const bytes = `${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n${body}`;
  const { status, head, body: text } = await exchangeWith(port, (socket) => socket.end(bytes));
  return { status, text, head };
}

async function send(pool: Pool, { port }: Target, request: HostileRequest): Promise<Got> {
  if (request.kind === "truncated") return await sendTruncated(port, request);
  const first = await sendWhole(pool, request);
  return request.kind === "replayed" ? await sendWhole(pool, request) : first;
}

/**
 * Sends this many generated requests to a service's operations and holds every answer to the contract.
 * @returns how often each kind of request got which status.
 */
export async function attack(
  target: Target,
  operations: Readonly<Record<string, Operation>>,
  runs: number,
): Promise<Map<string, number>> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(new Pool(`http://[::1]:${target.port}`, { connections: 4 }), (open) => open.destroy());
  const logs = target.logs ?? [];
  const counts = new Map<string, number>();
  const property = fc.asyncProperty(hostileRequests(Object.values(operations)), async (request) => {
    logs.length = 0;
    const got = await send(pool, target, request);
    const wrong = findFault(request, got, logs);
    if (wrong !== undefined) {
      const { kind, method, path, body } = request;
      throw new Error(`${wrong}: ${got.text.slice(0, 300)} after ${kind} ${method} ${path} ${body?.slice(0, 300)}`);
    }
    const key = `${request.kind} ${got.status}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  await fc.assert(property, { numRuns: runs });
  return counts;
}
