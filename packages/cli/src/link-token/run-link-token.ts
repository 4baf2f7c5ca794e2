import { backendOperations } from "@moddy/schemas";
import type { CliContext } from "../context.ts";
import { callService } from "../pair/call-service.ts";
import { paint } from "../terminal/paint.ts";

/** `moddy link-token`: prints a link token, alone on its line. Returns the exit status. */
export async function runLinkToken(
  { terminal, env, signal }: CliContext,
  options: { discordId: string; expiresInSeconds: number; baseUrl: string; json: boolean },
): Promise<number> {
  const request = { discord_id: options.discordId, expires_in_seconds: options.expiresInSeconds };
  const operations = { userLinkToken: backendOperations.userLinkToken };
  const reply = await callService({ operations, baseUrl: options.baseUrl, env }, (client) =>
    client.call("userLinkToken", request, { signal }),
  );
  if (options.json) {
    terminal.out(JSON.stringify(reply));
    return 0;
  }
  terminal.out(reply.token);
  const use = `https://buy.stripe.com/<your payment link>?client_reference_id=${reply.token}`;
  terminal.err(paint(terminal, "quiet", `valid until ${reply.expires_at}; for example ${use}`));
  return 0;
}
