import type { Handler } from "@moddy/internal-api/server";
import type { Readiness } from "@moddy/runtime";
import type { backendOperations } from "@moddy/schemas";

/** Answers `health`: healthy while the database answers and the queue works. */
export function createHealth(deps: {
  ready: () => Promise<Readiness>;
  version: string;
}): Handler<typeof backendOperations.health> {
  return async () => {
    const { ready } = await deps.ready();
    return { status: ready ? "healthy" : "unhealthy", service: "website-backend", version: deps.version };
  };
}
