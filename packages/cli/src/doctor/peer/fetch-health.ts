import { type ErrorCode, errorBody, SERVICE_LABELS, type ServiceName } from "@moddy/schemas";
import { z } from "zod";
import type { CliContext } from "../../context.ts";
import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";

const TIMEOUT_MS = 5_000;

/** GETs /internal/health at an address, with the secret or without. */
export function fetchHealth(
  origin: string,
  secret: string | undefined,
  { now, signal }: Pick<CliContext, "now" | "signal">,
): Promise<FetchResult> {
  const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  return fetchJson(`${origin}/internal/health`, { headers, timeoutMs: TIMEOUT_MS, signal, now });
}

/** The code of an internal API's error, or undefined if something else answered. */
export function parseErrorCode(result: FetchResult): ErrorCode | undefined {
  return result.kind === "answer" ? errorBody.safeParse(result.body).data?.code : undefined;
}

/** Whether an internal API gave this answer to a caller without a secret. */
export function requiresSecret(result: FetchResult): boolean {
  const code = parseErrorCode(result);
  return code === "missing_authorization" || code === "unavailable";
}

const health = z.object({ status: z.enum(["healthy", "unhealthy"]), service: z.string(), version: z.string() });

/** A health reply with the name of the service that gave it, or undefined for any other answer. */
export function parseHealth(
  result: FetchResult,
): { readonly service: ServiceName; readonly healthy: boolean; readonly version: string } | undefined {
  const reply = result.kind === "answer" && result.status === 200 ? health.safeParse(result.body).data : undefined;
  const service = (["bot", "backend"] as const).find((name) => SERVICE_LABELS[name] === reply?.service);
  if (reply === undefined || service === undefined) return undefined;
  return { service, healthy: reply.status === "healthy", version: reply.version };
}

/** Which service answers at an address and accepts our secret; an unknown program never receives the secret. */
export async function identifyService(
  origin: string,
  secret: string,
  context: Pick<CliContext, "now" | "signal">,
): Promise<ServiceName | undefined> {
  if (!requiresSecret(await fetchHealth(origin, undefined, context))) return undefined;
  return parseHealth(await fetchHealth(origin, secret, context))?.service;
}
