import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import type { Operation } from "@moddy/schemas";
import type { Environment } from "../environment.ts";
import { UsageError } from "./usage-error.ts";

const NO_SECRET =
  "INTERNAL_API_SECRET is not set, and the services reject calls without it. Set it in the environment or in .env, or " +
  "run this in the folder in which `npm start` runs.";

/** Opens a client of a service with the environment's secret, uses it and closes it. */
export async function callService<Ops extends Readonly<Record<string, Operation>>, Result>(
  options: { operations: Ops; baseUrl: string; env: Environment },
  use: (client: InternalClient<Ops>) => Promise<Result>,
): Promise<Result> {
  const secret = options.env["INTERNAL_API_SECRET"];
  if (!secret) throw new UsageError(NO_SECRET);
  const previousSecret = options.env["INTERNAL_API_SECRET_PREVIOUS"] || undefined;
  const { operations, baseUrl } = options;
  const client = createInternalClient({ operations, baseUrl, secret, previousSecret, caller: "cli" });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
