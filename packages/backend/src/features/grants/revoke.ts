import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { RefreshEntitlement } from "../../entitlement/refresh-entitlement.ts";
import { revokeGrants } from "../../store/grants.ts";
import type { Transact } from "../../store/transaction.ts";

/** Answers `grants_revoke`. `now` gives ms since 1970. */
export function createGrantsRevoke(deps: {
  transact: Transact;
  refresh: RefreshEntitlement;
  now: () => number;
}): Handler<typeof backendOperations.grantsRevoke> {
  return async ({ discord_id, plan }) => {
    const revoked = await deps.transact(async (trx, afterCommit) => {
      const count = await revokeGrants(trx, { discordId: discord_id, plan }, new Date(deps.now()));
      if (count > 0) await deps.refresh(trx, afterCommit, discord_id);
      return count;
    });
    const count = revoked === 1 ? "1 grant" : `${revoked} grants`;
    return { success: revoked > 0, message: `${count} revoked.`, revoked };
  };
}
