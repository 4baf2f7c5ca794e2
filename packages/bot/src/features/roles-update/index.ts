import type { Dependencies } from "../../dependencies.ts";
import { createGivenRoles } from "../../store/given-roles.ts";
import { createRoleStates } from "../../store/role-states.ts";
import type { BotFeature } from "../feature.ts";
import { createApplyDifference } from "./apply-difference.ts";
import { createExplainRefusal } from "./explain-refusal.ts";
import { createReconcileRoles } from "./reconcile-roles.ts";
import { createRolesUpdate } from "./roles-update.ts";

type Needed = Pick<Dependencies, "config" | "db" | "locks" | "plans" | "api" | "readSelfId" | "gatewayStatus" | "step">;

/** `POST /internal/roles/update`: gives and takes a member's managed roles. */
export const rolesUpdate = {
  name: "roles-update",
  discord: { permissions: ["ManageRoles"] },
  setUp({ config, db, locks, plans, api, readSelfId, gatewayStatus, step }: Needed) {
    const guildId = config.MODDY_GUILD_ID;
    const states = createRoleStates(db);
    const explainRefusal = createExplainRefusal(api, readSelfId);
    const applyDifference = createApplyDifference({ api, states, explainRefusal, step });
    const givenRoles = createGivenRoles(db);
    const reconcileRoles = createReconcileRoles({ guildId, api, states, givenRoles, applyDifference, plans, step });
    const isReady = gatewayStatus.isUsable;
    return { operations: { rolesUpdate: createRolesUpdate({ guildId, plans, locks, isReady, reconcileRoles }) } };
  },
} as const satisfies BotFeature;
