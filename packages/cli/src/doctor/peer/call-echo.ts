import { createInternalClient, InternalApiError } from "@moddy/internal-api/client";
import { backendOperations, botOperations, type ReplyOf, type ServiceName } from "@moddy/schemas";

/** The result of the signed echo call, the reverse call included. */
export type EchoResult =
  | { readonly reply: ReplyOf<typeof botOperations.echo> | ReplyOf<typeof backendOperations.echo> }
  | { readonly reply: undefined; readonly error: InternalApiError };

/** Calls a service's echo once, signed, and asks it to call back. */
export async function callEcho(
  service: ServiceName,
  { baseUrl, secret, now }: { baseUrl: string; secret: string; now: () => number },
): Promise<EchoResult> {
  const operations = { echo: service === "bot" ? botOperations.echo : backendOperations.echo };
  const client = createInternalClient({ operations, baseUrl, secret, caller: "cli", now });
  try {
    return { reply: await client.call("echo", { call_back: true }, { retry: false }) };
  } catch (error) {
    if (error instanceof InternalApiError) return { reply: undefined, error };
    throw error;
  } finally {
    await client.close();
  }
}
