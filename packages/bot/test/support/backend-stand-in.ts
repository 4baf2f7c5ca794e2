import { createInternalServer } from "@moddy/internal-api/server";
import { backendOperations, CONTRACT_VERSION, type ParsedRequestOf, SERVICE_LABELS } from "@moddy/schemas";
import { pino } from "pino";
import { stubHandlers } from "../../../../test/support/stub-handlers.ts";
import { subscription } from "./subscription.ts";

type MemberEvent = ParsedRequestOf<typeof backendOperations.eventNotify> & { key: string };

/** The other side of the contract: takes the bot's events and knows one subscriber. */
export interface BackendStandIn {
  readonly url: string;
  readonly events: MemberEvent[];
  close(): Promise<void>;
}

/** @param subscriber who has an account and a subscription. */
export async function startBackend(secret: string, subscriber: string, port = 0): Promise<BackendStandIn> {
  const events: MemberEvent[] = [];
  const handlers = stubHandlers(backendOperations, {
    echo: async (_request, { secretUsed }) => ({
      service: SERVICE_LABELS.backend,
      version: "0.0.0",
      contract_version: CONTRACT_VERSION,
      time: new Date().toISOString(),
      secret: secretUsed,
      peer: null,
    }),
    eventNotify: async (event, { idempotencyKey: key }) => {
      if (!events.some((earlier) => earlier.key === key)) events.push({ ...event, key });
      return { success: true, message: "Event stored.", event_received: true, outcome: "delivered" };
    },
    userInfo: async ({ discord_id: id }) => ({
      success: true,
      message: "",
      user_found: id === subscriber,
      discord_id: id,
    }),
    subscriptionInfo: async ({ discord_id: id }) => ({
      success: true,
      message: "",
      has_subscription: id === subscriber,
      subscription: id === subscriber ? subscription : null,
    }),
  });
  const app = createInternalServer({
    service: "backend",
    version: "0.0.0",
    operations: backendOperations,
    handlers,
    secrets: { current: secret },
    signatures: "required",
    idempotency: { run: async (_call, execute) => ({ kind: "fresh", reply: await execute({ resumed: false }) }) },
    logger: pino({ level: "silent" }),
  });
  const url = await app.listen({ host: "127.0.0.1", port });
  return { url, events, close: () => app.close() };
}
