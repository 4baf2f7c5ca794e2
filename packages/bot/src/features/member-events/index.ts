import type { Dependencies } from "../../dependencies.ts";
import { createRoleStates } from "../../store/role-states.ts";
import type { BotFeature } from "../feature.ts";
import { mapGatewayEvent, rolesUpdated } from "./map-gateway-event.ts";

/** Tells the backend who joins and leaves, and whose managed roles somebody else has changed. */
export const memberEvents = {
  name: "member-events",
  discord: { intents: ["GuildMembers"] },
  setUp({ config, db, plans, now }: Pick<Dependencies, "config" | "db" | "plans" | "now">) {
    const guildId = config.MODDY_GUILD_ID;
    const states = createRoleStates(db, now);
    return {
      gatewayHandlers: {
        read(payload) {
          const mapped = mapGatewayEvent({ guildId, managedRoles: plans.managedRoles }, payload);
          if (!mapped) return undefined;
          if ("backendEvents" in mapped) return async () => mapped.backendEvents;
          const { discordId, roles } = mapped.member;
          return async (trx) => {
            const isSelfCaused = await states.observe(trx, { guildId, discordId }, roles);
            return isSelfCaused ? [] : [rolesUpdated(mapped.member)];
          };
        },
      },
    };
  },
} as const satisfies BotFeature;
