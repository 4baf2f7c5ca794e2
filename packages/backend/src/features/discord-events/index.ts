import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createEventNotify } from "./event-notify.ts";

/** What the bot reports of Discord, and the roles that follow from it. */
export const discordEvents = {
  name: "discord-events",
  setUp(dependencies: Pick<Dependencies, "transact" | "refreshEntitlement" | "step" | "now" | "logger">) {
    return { operations: { eventNotify: createEventNotify(dependencies) } };
  },
} satisfies BackendFeature;
