import type { SentDelivery } from "@moddy/delivery";
import { botOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import { recordGivenRoles } from "../store/given-roles.ts";
import type { BackendDatabase } from "../store/schema.ts";

const { id: ROLES_UPDATE, request: requestOf, reply: replyOf } = botOperations.rolesUpdate;

/**
 * Stores which roles the bot gave, as its reply to a delivery says: the bot's own record may be lost. A reply of a bot that
 * does not say so counts by what it added and removed.
 */
export async function recordGivenRolesOf(
  db: Kysely<BackendDatabase>,
  { operation, discordId, request }: SentDelivery,
  reply: unknown,
): Promise<void> {
  if (operation !== ROLES_UPDATE) return;
  const asked = requestOf.safeParse(request).data;
  const said = replyOf.safeParse(reply).data;
  if (!asked?.version || !said) return;
  const isAway = said.outcome === "not_member" || said.outcome === "unknown_user";
  const given = isAway ? [] : said.given_roles;
  const { added = [], removed = [] } = said;
  if (given === undefined && added.length + removed.length === 0) return;
  const adopted = given === undefined ? [] : (asked.adopt_roles ?? []);
  await recordGivenRoles(db, discordId, { version: asked.version, given, added, removed, adopted });
}
