import type { Handler } from "@moddy/internal-api/server";
import type { backendOperations } from "@moddy/schemas";
import type { Dependencies } from "../../dependencies.ts";
import { findAccount } from "../../store/users.ts";

/** Answers `user_info`. */
export function createUserInfo(deps: Pick<Dependencies, "db">): Handler<typeof backendOperations.userInfo> {
  return async ({ discord_id }) => {
    const user = await findAccount(deps.db, discord_id);
    if (!user) return { success: true, message: "No account is linked to this user.", user_found: false };
    return {
      success: true,
      message: "Found.",
      user_found: true,
      discord_id,
      email: user.email,
      created_at: user.created_at.toISOString(),
      updated_at: user.updated_at.toISOString(),
    };
  };
}
