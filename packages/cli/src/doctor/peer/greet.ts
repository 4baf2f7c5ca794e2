import { type ErrorCode, errorBody, SERVICE_LABELS, type ServiceName } from "@moddy/schemas";
import { z } from "zod";
import type { CliContext } from "../../context.ts";
import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";

const TIMEOUT_MS = 5_000;

/** Asks whoever is at an address for its health, with the secret or without. */
export function greet(
  origin: string,
  secret: string | undefined,
  { now, signal }: Pick<CliContext, "now" | "signal">,
): Promise<FetchResult> {
  const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
  return fetchJson(`${origin}/internal/health`, { headers, timeoutMs: TIMEOUT_MS, signal, now });
}

/** The code of an internal API's error, or undefined if something else answered. */
export function errorCodeOf(result: FetchResult): ErrorCode | undefined {
  return result.kind === "answer" ? errorBody.safeParse(result.body).data?.code : undefined;
}

/** Whether it is an internal API that answers so to a caller without a secret. */
export function asksForSecret(result: FetchResult): boolean {
  const code = errorCodeOf(result);
  return code === "missing_authorization" || code === "unavailable";
}

const health = z.object({ status: z.enum(["healthy", "unhealthy"]), service: z.string(), version: z.string() });

/** A health reply with the name of the service that gave it, or undefined if this is none. */
export function healthOf(
  result: FetchResult,
): { readonly service: ServiceName; readonly healthy: boolean; readonly version: string } | undefined {
  const reply = result.kind === "answer" && result.status === 200 ? health.safeParse(result.body).data : undefined;
  const service = (["bot", "backend"] as const).find((name) => SERVICE_LABELS[name] === reply?.service);
  if (reply === undefined || service === undefined) return undefined;
  return { service, healthy: reply.status === "healthy", version: reply.version };
}

/** Which service answers at an address and takes our secret; who does not look like Moddy is never sent it. */
export async function identify(
  origin: string,
  secret: string,
  context: Pick<CliContext, "now" | "signal">,
): Promise<ServiceName | undefined> {
  if (!asksForSecret(await greet(origin, undefined, context))) return undefined;
  return healthOf(await greet(origin, secret, context))?.service;
}
