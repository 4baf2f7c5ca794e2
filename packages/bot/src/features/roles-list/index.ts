import type { Dependencies } from "../../dependencies.ts";
import { createGivenRoles } from "../../store/given-roles.ts";
import type { BotFeature } from "../feature.ts";
import { createRolesList } from "./roles-list.ts";

/** `POST /internal/roles/list`: who holds which managed roles. */
export const rolesList = {
  name: "roles-list",
  // Discord lists members only for an application that is allowed this intent.
  discord: { intents: ["GuildMembers"] },
  setUp({ config, db, api, plans }: Pick<Dependencies, "config" | "db" | "api" | "plans">) {
    const givenRoles = createGivenRoles(db);
    return { operations: { rolesList: createRolesList({ guildId: config.MODDY_GUILD_ID, api, plans, givenRoles }) } };
  },
} as const satisfies BotFeature;
