import type { InternalClient } from "@moddy/internal-api/client";
import type { botOperations } from "@moddy/schemas";
import type { MemberRoles } from "../../roles/compare-roles.ts";

/**
 * Reads all members with their managed roles from the bot, page by page.
 * @throws {InternalApiError} when the bot cannot be reached.
 */
export async function listGuild(
  bot: InternalClient<typeof botOperations>,
  signal: AbortSignal,
): Promise<{ members: MemberRoles[]; managedRoleIds: string[]; isStrict: boolean | undefined }> {
  const members: MemberRoles[] = [];
  let managedRoleIds: string[] = [];
  let isStrict: boolean | undefined;
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof bot.call<"rolesList">>> = await bot.call("rolesList", { after }, { signal });
    if (!page.success) throw new Error(`the bot could not list the members: ${page.message}`);
    members.push(...page.members);
    managedRoleIds = page.managed_role_ids;
    isStrict = page.strict;
    after = page.next;
  } while (after !== null);
  return { members, managedRoleIds, isStrict };
}
