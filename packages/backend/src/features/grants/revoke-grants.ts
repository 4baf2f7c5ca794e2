import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { revokeGrants } from "../../store/grants.ts";

/** Answers `grants_revoke`. */
export function createGrantsRevoke(
  deps: Pick<Dependencies, "transact" | "refreshEntitlement" | "now">,
): Handler<typeof backendOperations.grantsRevoke> {
  return async ({ discord_id, plan }) => {
    const revoked = await deps.transact(async (trx, afterCommit) => {
      const count = await revokeGrants(trx, { discordId: discord_id, plan }, new Date(deps.now()));
      if (count > 0) await deps.refreshEntitlement(trx, afterCommit, discord_id);
      return count;
    });
    const count = revoked === 1 ? "1 grant" : `${revoked} grants`;
    return { success: revoked > 0, message: `${count} revoked.`, revoked };
  };
}
