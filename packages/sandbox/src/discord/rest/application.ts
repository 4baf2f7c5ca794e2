import type { FastifyInstance } from "fastify";
import { applicationShape } from "../shapes/application.ts";
import type { DiscordState } from "../state.ts";

export function serveApplication(scope: FastifyInstance, state: DiscordState): void {
  scope.get("/applications/@me", () => applicationShape(state));
}
