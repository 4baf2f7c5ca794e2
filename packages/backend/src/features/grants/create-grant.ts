import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { addGrant } from "../../store/grants.ts";

/** Answers `grants_create`. */
export function createGrantsCreate(
  deps: Pick<Dependencies, "transact" | "refreshEntitlement" | "plans" | "now">,
): Handler<typeof backendOperations.grantsCreate> {
  return async ({ discord_id, plan, expires_at, reason }) => {
    const at = new Date(deps.now());
    const expiresAt = expires_at ? new Date(expires_at) : null;
    if (!deps.plans.some(({ id }) => id === plan)) {
      return { success: false, message: "The plan catalogue has no such plan.", grant_id: null };
    }
    if (expiresAt && expiresAt <= at) return { success: false, message: "The end is in the past.", grant_id: null };
    const grant = { discordId: discord_id, plan, expiresAt, reason: reason ?? null };
    const grant_id = await deps.transact(async (trx, afterCommit) => {
      const id = await addGrant(trx, grant, at);
      await deps.refreshEntitlement(trx, afterCommit, discord_id);
      return id;
    });
    return { success: true, message: "Granted.", grant_id };
  };
}
