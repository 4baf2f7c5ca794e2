import type { FastifyInstance } from "fastify";
import { applicationShape } from "../shapes/application.ts";
import type { World } from "../world.ts";

export function serveApplication(scope: FastifyInstance, world: World): void {
  scope.get("/applications/@me", () => applicationShape(world));
}
