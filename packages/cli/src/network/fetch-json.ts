import { STATUS_CODES } from "node:http";
import { type Dispatcher, request } from "undici";

/** The result of an HTTP call. `body` is undefined if it is not JSON. */
export type FetchResult =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly reason: string;
      readonly header: (name: string) => string | undefined;
      readonly body: unknown;
      readonly sentAt: number;
      readonly receivedAt: number;
    }
  | { readonly kind: "failed"; readonly code: string };

const BODY_LIMIT = 1024 * 1024;

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return "UNKNOWN";
  if (error.name === "TimeoutError") return "ETIMEDOUT";
  if (error.name === "HTTPParserError") return "HPE_INVALID";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}

async function readJson(body: Dispatcher.ResponseData["body"]): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** GETs a URL and reads a JSON body of at most 1 MiB. Follows no redirect; never throws for a network error. */
export async function fetchJson(
  url: string,
  options: { headers?: Record<string, string>; timeoutMs: number; signal: AbortSignal; now: () => number },
): Promise<FetchResult> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const sentAt = options.now();
  try {
    const { statusCode: status, headers, body } = await request(url, { headers: options.headers ?? {}, signal });
    const receivedAt = options.now();
    const header = (name: string) => [headers[name]].flat()[0];
    const reason = STATUS_CODES[status] ?? "";
    return { kind: "answer", status, reason, header, body: await readJson(body), sentAt, receivedAt };
  } catch (error) {
    options.signal.throwIfAborted();
    return { kind: "failed", code: codeOf(error) };
  }
}
