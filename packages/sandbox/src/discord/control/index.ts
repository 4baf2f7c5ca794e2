import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DiscordError } from "../errors.ts";
import { registerApplicationControls } from "./application.ts";
import type { ControlDependencies } from "./dependencies.ts";
import { registerGuildsControls } from "./guilds.ts";
import { registerInteractionsControls } from "./interactions.ts";
import { registerMembersControls } from "./members.ts";
import { registerReadControls } from "./read-state.ts";
import { registerUsersControls } from "./users.ts";

/** The control routes under /_sandbox/discord, which docs/sandbox.md lists. */
export function registerControls(app: FastifyInstance, options: ControlDependencies): void {
  app.register(
    async (scope) => {
      scope.setErrorHandler((error, _request, reply) => {
        if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
        if (error instanceof DiscordError) return reply.code(error.status).send({ error: error.message });
        return reply.send(error);
      });
      registerReadControls(scope, options);
      registerUsersControls(scope, options.state);
      registerGuildsControls(scope, options.state);
      registerMembersControls(scope, options.state);
      registerInteractionsControls(scope, options.state);
      registerApplicationControls(scope, options);
    },
    { prefix: "/_sandbox/discord" },
  );
}
