import type { Dependencies } from "../../dependencies.ts";
import { createGivenRoles } from "../../store/given-roles.ts";
import { createRoleStates } from "../../store/role-states.ts";
import type { BotFeature } from "../feature.ts";
import { createCommands } from "./commands.ts";
import { createCoolDown } from "./cool-down.ts";
import { createDescribeRoles } from "./describe-roles.ts";
import { backendEventsOf, readCommand } from "./read-command.ts";

type Needed = Pick<Dependencies, "config" | "db" | "plans" | "api" | "commandsApi" | "peer" | "now" | "logger">;

/** The slash commands: registers them, answers them, tells the backend that they were used. */
export const commands = {
  name: "commands",
  setUp({ config, db, plans, api, commandsApi, peer, now, logger }: Needed) {
    const guildId = config.MODDY_GUILD_ID;
    const records = { states: createRoleStates(db), givenRoles: createGivenRoles(db) };
    const describeRoles = createDescribeRoles({ guildId, plans, api, ...records });
    const coolDown = createCoolDown(now);
    const parts = { guildId, api, commandsApi, backend: peer, describeRoles, coolDown, logger };
    const { register, answer, finish } = createCommands(parts);
    return {
      gatewayHandlers: {
        read(payload) {
          const command = readCommand(payload);
          return command && (async () => backendEventsOf(command, coolDown(command) !== undefined));
        },
        onStored(payload) {
          const command = readCommand(payload);
          if (command) answer(command);
        },
        onConnected: register,
        finish,
      },
    };
  },
} as const satisfies BotFeature;
