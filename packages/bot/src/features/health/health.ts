import type { Handler } from "@moddy/internal-api/server";
import { type botOperations, SERVICE_LABELS } from "@moddy/schemas";

/** `GET /internal/health`: healthy only while the gateway session is alive, here or at the process that holds it. */
export function createHealth(options: {
  version: string;
  isHealthy: () => Promise<boolean>;
}): Handler<typeof botOperations.health> {
  return async () => ({
    status: (await options.isHealthy()) ? "healthy" : "unhealthy",
    service: SERVICE_LABELS.bot,
    version: options.version,
  });
}
