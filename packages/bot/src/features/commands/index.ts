import type { Dependencies } from "../../dependencies.ts";
import type { BotFeature } from "../feature.ts";
import { createCommands } from "./commands.ts";
import { backendEventsOf, readCommand } from "./read-command.ts";

type Needed = Pick<Dependencies, "config" | "api" | "commandsApi" | "peer" | "logger">;

/** The slash commands: registers them, answers them, tells the backend that they were used. */
export const commands = {
  name: "commands",
  setUp({ config, api, commandsApi, peer, logger }: Needed) {
    const guildId = config.MODDY_GUILD_ID;
    const { register, answer, finish } = createCommands({ guildId, api, commandsApi, backend: peer, logger });
    return {
      gatewayHandlers: {
        read(payload) {
          const command = readCommand(payload);
          return command && (async () => backendEventsOf(command));
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
