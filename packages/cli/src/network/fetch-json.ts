import { STATUS_CODES } from "node:http";

/** What an HTTP call came to. `body` is undefined where it was no JSON. */
export type FetchResult =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly reason: string;
      readonly headers: Headers;
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
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}

async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
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

/** GETs an address and reads a JSON body of at most 1 MiB. Follows no redirect; never throws for what the network does. */
export async function fetchJson(
  url: string,
  options: { headers?: Record<string, string>; timeoutMs: number; signal: AbortSignal; now: () => number },
): Promise<FetchResult> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const sentAt = options.now();
  try {
    const response = await fetch(url, { headers: options.headers ?? {}, redirect: "manual", signal });
    const receivedAt = options.now();
    const { status, headers } = response;
    const body = await readJson(response);
    return { kind: "answer", status, reason: STATUS_CODES[status] ?? "", headers, body, sentAt, receivedAt };
  } catch (error) {
    options.signal.throwIfAborted();
    return { kind: "failed", code: codeOf(error) };
  }
}
