import { createInternalClient, HttpError, InternalApiError } from "@moddy/internal-api/client";
import { backendOperations, botOperations, type ServiceName } from "@moddy/schemas";

/** The secret in use until now, and the one that takes its place. */
export interface SecretPair {
  readonly old: string;
  readonly next: string;
}

/** Which of the two secrets a side takes, and whether it reaches the other side with what it has. */
export interface SideState {
  readonly service: ServiceName;
  readonly takes: "old" | "both" | "new" | "neither" | "unreachable";
  readonly reachesPeer: boolean;
  /** Why it cannot be told, where it cannot. */
  readonly trouble: string | undefined;
}

interface Answer {
  readonly taken: boolean;
  readonly reachesPeer: boolean;
  readonly trouble?: string;
}

async function tryEcho(service: ServiceName, baseUrl: string, secret: string): Promise<Answer> {
  const operations = { echo: service === "bot" ? botOperations.echo : backendOperations.echo };
  const client = createInternalClient({ operations, baseUrl, secret, caller: "cli" });
  try {
    const { peer } = await client.call("echo", { call_back: true }, { retry: false });
    return { taken: true, reachesPeer: peer?.reached === true };
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    if (error instanceof HttpError && error.status === 403) return { taken: false, reachesPeer: false };
    return { taken: false, reachesPeer: false, trouble: error.message };
  } finally {
    await client.close();
  }
}

const TAKES = { tt: "both", tf: "new", ft: "old", ff: "neither" } as const;

/** Asks a side's echo with the new secret and with the old one. */
export async function observeSide(service: ServiceName, baseUrl: string, secrets: SecretPair): Promise<SideState> {
  const next = await tryEcho(service, baseUrl, secrets.next);
  const old = await tryEcho(service, baseUrl, secrets.old);
  const trouble = next.trouble ?? old.trouble;
  if (trouble !== undefined) return { service, takes: "unreachable", reachesPeer: false, trouble };
  const takes = TAKES[`${next.taken ? "t" : "f"}${old.taken ? "t" : "f"}`];
  return { service, takes, reachesPeer: next.reachesPeer || old.reachesPeer, trouble };
}
