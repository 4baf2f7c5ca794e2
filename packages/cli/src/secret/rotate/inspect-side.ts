import { createInternalClient, HttpError, InternalApiError } from "@moddy/internal-api/client";
import { backendOperations, botOperations, type ServiceName } from "@moddy/schemas";

/** The secret in use until now, and the one that replaces it. */
export interface SecretPair {
  readonly old: string;
  readonly next: string;
}

/** Which of the two secrets a side accepts, and whether it can call the other side. */
export interface SideState {
  readonly service: ServiceName;
  readonly accepts: "old" | "both" | "new" | "neither" | "unreachable";
  readonly reachesPeer: boolean;
  /** Why `accepts` is unknown. */
  readonly problem: string | undefined;
}

interface Answer {
  readonly accepted: boolean;
  readonly reachesPeer: boolean;
  readonly problem?: string;
}

async function tryEcho(service: ServiceName, baseUrl: string, secret: string): Promise<Answer> {
  const operations = { echo: service === "bot" ? botOperations.echo : backendOperations.echo };
  const client = createInternalClient({ operations, baseUrl, secret, caller: "cli" });
  try {
    const { peer } = await client.call("echo", { call_back: true }, { retry: false });
    return { accepted: true, reachesPeer: peer?.reached === true };
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    if (error instanceof HttpError && error.status === 403) return { accepted: false, reachesPeer: false };
    return { accepted: false, reachesPeer: false, problem: error.message };
  } finally {
    await client.close();
  }
}

/** Calls a side's echo with the new secret and with the old one. */
export async function inspectSide(service: ServiceName, baseUrl: string, secrets: SecretPair): Promise<SideState> {
  const next = await tryEcho(service, baseUrl, secrets.next);
  const old = await tryEcho(service, baseUrl, secrets.old);
  const problem = next.problem ?? old.problem;
  if (problem !== undefined) return { service, accepts: "unreachable", reachesPeer: false, problem };
  const accepts = next.accepted ? (old.accepted ? "both" : "new") : old.accepted ? "old" : "neither";
  return { service, accepts, reachesPeer: next.reachesPeer || old.reachesPeer, problem };
}
