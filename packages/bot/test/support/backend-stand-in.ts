import { createInternalServer } from "@moddy/internal-api/server";
import { backendOperations, CONTRACT_VERSION, type ParsedRequestOf, SERVICE_LABELS } from "@moddy/schemas";
import { pino } from "pino";
import { stubHandlers } from "../../../../test/support/stub-handlers.ts";

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
      subscription: id === subscriber ? SUBSCRIPTION : null,
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

const SUBSCRIPTION = {
  subscription_id: "sub_1",
  customer_id: "cus_1",
  status: "active",
  subscription_type: "monthly",
  current_period_start: "2026-01-31T12:00:00.000Z",
  current_period_end: "2026-02-28T12:00:00.000Z",
  cancel_at_period_end: false,
  amount: 499,
  currency: "usd",
} as const;
