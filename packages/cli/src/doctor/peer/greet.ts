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
