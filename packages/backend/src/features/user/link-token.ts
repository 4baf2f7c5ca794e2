import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import { createLinkToken } from "../../account/link-token.ts";
import type { Dependencies } from "../../dependencies.ts";

/** Answers `user_link_token`. */
export function createUserLinkToken(
  deps: Pick<Dependencies, "checkoutTrust" | "now">,
): Handler<typeof backendOperations.userLinkToken> {
  return async ({ discord_id, expires_in_seconds }) => {
    const expiresAt = Math.floor(deps.now() / 1000) + expires_in_seconds;
    const token = createLinkToken({ discordId: discord_id, expiresAt }, deps.checkoutTrust.newTokenKey);
    return { success: true, message: "Made.", token, expires_at: new Date(expiresAt * 1000).toISOString() };
  };
}
