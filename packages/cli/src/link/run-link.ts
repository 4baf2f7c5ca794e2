import { backendOperations } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";

/** `moddy link`: links a Stripe customer to a Discord user. Returns 1 if Stripe has no such customer. */
export async function runLink(
  { terminal, env, signal }: CliContext,
  options: { customerId: string; discordId: string; baseUrl: string; json: boolean },
): Promise<number> {
  const { customerId: customer_id, discordId: discord_id, baseUrl } = options;
  const operations = { userLink: backendOperations.userLink };
  const reply = await callService({ operations, baseUrl, env }, (client) =>
    client.call("userLink", { customer_id, discord_id }, { signal }),
  );
  if (options.json) terminal.out(JSON.stringify(reply));
  else if (reply.linked) {
    const before = reply.previous_discord_id ? ` It was linked to ${reply.previous_discord_id} before.` : "";
    terminal.out(`${customer_id} is linked to ${discord_id}.${before}`);
  }
  if (!reply.success) terminal.err(reply.message);
  return reply.linked ? 0 : 1;
}
