import type { InternalClient } from "@moddy/internal-api/client";
import type { botOperations } from "@moddy/schemas";
import type { MemberRoles } from "./compare-roles.ts";

/** Reads all members with their managed roles from the bot, page by page. Throws the client's errors. */
export async function listGuild(
  client: InternalClient<typeof botOperations>,
  signal: AbortSignal,
): Promise<{ members: MemberRoles[]; managedRoleIds: string[] }> {
  const members: MemberRoles[] = [];
  let managedRoleIds: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof client.call<"rolesList">>> = await client.call(
      "rolesList",
      { after },
      { signal },
    );
    if (!page.success) throw new Error(`the bot could not list the members: ${page.message}`);
    members.push(...page.members);
    managedRoleIds = page.managed_role_ids;
    after = page.next;
  } while (after !== null);
  return { members, managedRoleIds };
}
