import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { DiscordError } from "../errors.ts";
import { steerApplication } from "./application.ts";
import type { ControlDependencies } from "./dependencies.ts";
import { steerGuilds } from "./guilds.ts";
import { steerInteractions } from "./interactions.ts";
import { steerMembers } from "./members.ts";
import { serveState } from "./state.ts";
import { steerUsers } from "./users.ts";

/** The sandbox's own levers on its Discord, under /_sandbox/discord; docs/sandbox.md lists them. */
export function serveControl(app: FastifyInstance, options: ControlDependencies): void {
  app.register(
    async (scope) => {
      scope.setErrorHandler((error, _request, reply) => {
        if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
        if (error instanceof DiscordError) return reply.code(error.status).send({ error: error.message });
        return reply.send(error);
      });
      serveState(scope, options);
      steerUsers(scope, options.world);
      steerGuilds(scope, options.world);
      steerMembers(scope, options.world);
      steerInteractions(scope, options.world);
      steerApplication(scope, options);
    },
    { prefix: "/_sandbox/discord" },
  );
}
