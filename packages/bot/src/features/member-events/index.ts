import type { Dependencies } from "../../dependencies.ts";
import { classifyRoleEvent } from "../../roles/classify-role-event.ts";
import { createRoleStates } from "../../store/role-states.ts";
import type { BotFeature } from "../feature.ts";
import { mapGatewayEvent, rolesUpdated } from "./map-gateway-event.ts";

/** Tells the backend who joins and leaves, and whose managed roles somebody else has changed. */
export const memberEvents = {
  name: "member-events",
  discord: { intents: ["GuildMembers"] },
  setUp({ config, db, plans, logger }: Pick<Dependencies, "config" | "db" | "plans" | "logger">) {
    const guildId = config.MODDY_GUILD_ID;
    const states = createRoleStates(db);
    let forgetting: Promise<void> = Promise.resolve();
    return {
      gatewayHandlers: {
        read(payload) {
          const mapped = mapGatewayEvent({ guildId, managedRoles: plans.managedRoles }, payload);
          if (!mapped) return undefined;
          if ("backendEvents" in mapped) return async () => mapped.backendEvents;
          const { discordId, roles } = mapped.member;
          return async (trx) => {
            const key = { guildId, discordId };
            const { isSelfCaused, reported } = classifyRoleEvent(await states.lockHistory(trx, key), roles);
            await states.recordObserved(trx, key, roles, reported);
            return isSelfCaused ? [] : [rolesUpdated(mapped.member)];
          };
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
