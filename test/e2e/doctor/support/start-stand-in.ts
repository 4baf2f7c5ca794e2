import { createInternalServer, type IdempotencyStore } from "@moddy/internal-api/server";
import { createLogger } from "@moddy/runtime";
import { backendOperations } from "@moddy/schemas";
import type { Test } from "tap";
import type { Variables } from "../../../support/spawn-node.ts";

const RUN_ALWAYS: IdempotencyStore = {
  run: async (_call, execute) => ({ kind: "fresh", reply: await execute({ resumed: false }) }),
};

const LABEL = { service: "website-backend", version: "9.9.9" } as const;
const healthy = async () => ({ status: "healthy" as const, ...LABEL });

/** A real internal server of a backend of another version: its health, and its echo if it has one. Returns its address. */
export async function startStandIn(
  t: Test,
  { env, contractVersion }: { env: Variables; contractVersion: string | undefined },
): Promise<string> {
  const { health, echo } = backendOperations;
  const shared = {
    service: "backend",
    version: LABEL.version,
    secrets: { current: env["INTERNAL_API_SECRET"] ?? "" },
    signatures: "accept",
    idempotency: RUN_ALWAYS,
    logger: createLogger({ service: "backend", level: "fatal" }),
  } as const;
  const server =
    contractVersion === undefined
      ? createInternalServer({ ...shared, operations: { health }, handlers: { health: healthy } })
      : createInternalServer({
          ...shared,
          operations: { health, echo },
          handlers: {
            health: healthy,
            echo: async (_request, { secretUsed }) => ({
              ...LABEL,
              contract_version: contractVersion,
              time: new Date().toISOString(),
              secret: secretUsed,
              peer: { reached: true, code: null, message: null, duration_ms: 1 },
            }),
          },
        });
  t.teardown(() => server.close());
  return server.listen({ host: "::1", port: 0 });
}
