import type { InternalClient } from "@moddy/internal-api/client";
import type { backendOperations } from "@moddy/schemas";
import { type People, readPeople } from "../purchase/people.ts";
import type { ComposeSettings } from "./read-compose-settings.ts";

/**
 * Reads who is in the sandbox. The database outlives the sandbox: where the usual buyer bought something in an earlier
 * run, somebody new joins to buy.
 */
export async function chooseBuyer(
  { sandboxUrl, guildId }: ComposeSettings,
  backend: InternalClient<typeof backendOperations>,
): Promise<People> {
  const people = await readPeople(sandboxUrl, guildId);
  const { has_subscription } = await backend.call("subscriptionInfo", { discord_id: people.buyer.id });
  if (!has_subscription) return people;
  const discord = `${sandboxUrl}/_sandbox/discord`;
  const name = `dora${Date.now().toString(36)}`;
  const { id } = (await callSandbox("POST", `${discord}/users`, { username: name })) as { id: string };
  await callSandbox("PUT", `${discord}/guilds/${guildId}/members/${id}`, {});
  return {
    ...people,
    nameOf: (userId) => (userId === id ? name : people.nameOf(userId)),
    buyer: { id, name, email: `${name}@example.com` },
  };
}

async function callSandbox(method: string, url: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} ${url}.`);
  return await response.json();
}
