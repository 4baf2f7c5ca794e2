import type { Transaction } from "kysely";
import type { Dependencies } from "../../dependencies.ts";
import type { BackendEvent } from "../../discord/gateway/handlers.ts";
import { classifyRoleEvent } from "../../roles/classify-role-event.ts";
import { judgeGivenRoles } from "../../roles/judge-given-roles.ts";
import { createGivenRoles } from "../../store/given-roles.ts";
import { createRoleStates } from "../../store/role-states.ts";
import type { BotTables } from "../../store/tables.ts";
import type { BotFeature } from "../feature.ts";
import { type MemberEvent, mapGatewayEvent, rolesUpdated } from "./map-gateway-event.ts";

/** Tells the backend who joins and leaves, and whose managed roles somebody else has changed. */
export const memberEvents = {
  name: "member-events",
  discord: { intents: ["GuildMembers"] },
  setUp({ config, db, plans, logger }: Pick<Dependencies, "config" | "db" | "plans" | "logger">) {
    const guildId = config.MODDY_GUILD_ID;
    const states = createRoleStates(db);
    const givenRoles = createGivenRoles(db);

    /** Whoever leaves loses all roles; a role that they hold afterwards is given anew. */
    async function record(trx: Transaction<BotTables>, { member, hasLeft }: MemberEvent): Promise<BackendEvent[]> {
      const { discordId, roles } = member;
      const key = { guildId, discordId };
      const history = await states.lockHistory(trx, key);
      const { isSelfCaused, reported } = classifyRoleEvent(history, roles);
      const given = await givenRoles.readAmong(trx, key, plans.managedRoles);
      await givenRoles.record(trx, key, judgeGivenRoles(given, roles, { ...history, reported }));
      if (hasLeft) return [{ event_type: "member_left", discord_id: discordId }];
      await states.recordObserved(trx, key, roles, reported);
      return isSelfCaused ? [] : [rolesUpdated(member)];
    }

    let forgetting: Promise<void> = Promise.resolve();
    return {
      gatewayHandlers: {
        read(payload) {
          const mapped = mapGatewayEvent({ guildId, managedRoles: plans.managedRoles }, payload);
          if (!mapped) return undefined;
          if ("backendEvents" in mapped) return async () => mapped.backendEvents;
          return async (trx) => await record(trx, mapped);
        },
        onConnected(how) {
          // A new session does not send the events of the time in between.
          if (how === "resumed") return;
          forgetting = states.forgetObserved().catch((err: unknown) => {
            logger.warn({ err }, "The roles that Discord reported before stay as they were stored");
          });
        },
        finish: () => forgetting,
      },
    };
  },
} as const satisfies BotFeature;
