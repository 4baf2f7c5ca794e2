import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { unlinkUser } from "../../store/users.ts";

/** Answers `user_unlink`. The roles go without a message, since the subscription goes on. */
export function createUserUnlink(
  deps: Pick<Dependencies, "db" | "transact" | "refreshEntitlement" | "firstImport" | "now">,
): Handler<typeof backendOperations.userUnlink> {
  return async ({ discord_id }) => {
    const unlinked = await deps.transact(async (trx, afterCommit) => {
      const found = await unlinkUser(trx, discord_id, new Date(deps.now()));
      if (found) await deps.refreshEntitlement(trx, afterCommit, discord_id, { notify: false });
      return found;
    });
    if (!unlinked) return { success: false, message: "No account is linked to this user.", unlinked };
    const message = (await deps.firstImport.hasEnded(deps.db))
      ? "Unlinked."
      : "Unlinked. The roles are taken when the import of earlier subscriptions has ended.";
    return { success: true, message, unlinked };
  };
}
