import { defineDeliveries } from "../shared/deliveries.ts";
import { defineEcho } from "../shared/echo.ts";
import { defineHealth } from "../shared/health.ts";
import { notify } from "./notify.ts";
import { rolesList } from "./roles-list.ts";
import { rolesUpdate } from "./roles-update.ts";

/** Every operation that the bot serves. */
export const botOperations = {
  health: defineHealth("bot", "`healthy` while the session with Discord's gateway is alive."),
  echo: defineEcho("bot"),
  notify,
  rolesUpdate,
  rolesList,
  ...defineDeliveries("bot"),
};
