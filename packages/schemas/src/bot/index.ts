import { defineDeliveries } from "../shared/deliveries.ts";
import { defineEcho } from "../shared/echo.ts";
import { defineHealth } from "../shared/health.ts";
import { notify } from "./notify.ts";
import { rolesList } from "./roles-list.ts";
import { rolesUpdate } from "./roles-update.ts";

/** Every operation that the bot serves. */
export const botOperations = {
  health: defineHealth("bot", "`healthy` only while the gateway session is alive."),
  echo: defineEcho("bot"),
  notify,
  rolesUpdate,
  rolesList,
  ...defineDeliveries("bot"),
};
