import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations, Plan } from "@moddy/schemas";
import type { RefreshEntitlement } from "../../entitlement/refresh-entitlement.ts";
import { addGrant } from "../../store/grants.ts";
import type { Transact } from "../../store/transaction.ts";

/** Answers `grants_create`. `now` gives ms since 1970. */
export function createGrantsCreate(deps: {
  transact: Transact;
  refresh: RefreshEntitlement;
  plans: readonly Plan[];
  now: () => number;
}): Handler<typeof backendOperations.grantsCreate> {
  return async ({ discord_id, plan, expires_at, reason }) => {
    const at = new Date(deps.now());
    const expiresAt = expires_at ? new Date(expires_at) : null;
    if (!deps.plans.some(({ id }) => id === plan)) {
      return { success: false, message: "The plan catalogue has no such plan.", grant_id: null };
    }
    if (expiresAt && expiresAt <= at) return { success: false, message: "The end has passed already.", grant_id: null };
    const grant = { discordId: discord_id, plan, expiresAt, reason: reason ?? null };
    const grant_id = await deps.transact(async (trx, afterCommit) => {
      const id = await addGrant(trx, grant, at);
      await deps.refresh(trx, afterCommit, discord_id);
      return id;
    });
    return { success: true, message: "Granted.", grant_id };
  };
}
