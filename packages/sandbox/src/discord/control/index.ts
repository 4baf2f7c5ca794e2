import type { FastifyInstance } from "fastify";
import { handleControlErrors } from "../../http/handle-control-errors.ts";
import { DiscordError } from "../errors.ts";
import { registerApplicationControls } from "./application.ts";
import type { ControlDependencies } from "./dependencies.ts";
import { registerGuildControls } from "./guilds.ts";
import { registerInteractionControls } from "./interactions.ts";
import { registerMemberControls } from "./members.ts";
import { registerReadControls } from "./read-state.ts";
import { registerUserControls } from "./users.ts";

/** The control routes under /_sandbox/discord, which docs/sandbox.md lists. */
export function registerControls(app: FastifyInstance, options: ControlDependencies): void {
  app.register(
    async (scope) => {
      handleControlErrors(scope, (error) => (error instanceof DiscordError ? error.status : undefined));
      registerReadControls(scope, options);
      registerUserControls(scope, options.state);
      registerGuildControls(scope, options.state);
      registerMemberControls(scope, options.state);
      registerInteractionControls(scope, options.state);
      registerApplicationControls(scope, options);
    },
    { prefix: "/_sandbox/discord" },
  );
}
