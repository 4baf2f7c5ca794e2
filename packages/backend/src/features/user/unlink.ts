import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { RefreshEntitlement } from "../../entitlement/refresh-entitlement.ts";
import type { Transact } from "../../store/transaction.ts";
import { unlinkUser } from "../../store/users.ts";

/** Answers `user_unlink`; the roles go without a message, for the subscription goes on. `now` gives ms since 1970. */
export function createUserUnlink(deps: {
  transact: Transact;
  refresh: RefreshEntitlement;
  now: () => number;
}): Handler<typeof backendOperations.userUnlink> {
  return async ({ discord_id }) => {
    const unlinked = await deps.transact(async (trx, afterCommit) => {
      const found = await unlinkUser(trx, discord_id, new Date(deps.now()));
      if (found) await deps.refresh(trx, afterCommit, discord_id, { notify: false });
      return found;
    });
    const message = unlinked ? "Unlinked." : "No account is linked to this user.";
    return { success: unlinked, message, unlinked };
  };
}
