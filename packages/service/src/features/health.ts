import { SERVICE_LABELS, type ServiceName } from "@moddy/schemas";

/** `GET /internal/health` of both services. */
export const health = {
  name: "health",
  setUp({
    service,
    version,
    isHealthy,
  }: {
    readonly service: ServiceName;
    readonly version: string;
    readonly isHealthy: () => Promise<boolean>;
  }) {
    return {
      operations: {
        health: async () => ({
          status: (await isHealthy()) ? ("healthy" as const) : ("unhealthy" as const),
          service: SERVICE_LABELS[service] as never,
          version,
        }),
      },
    };
  },
};
