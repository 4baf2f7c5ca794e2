import {
  type CallContext,
  createInternalServer,
  type IdempotencyStore,
  type KeyedResult,
} from "@moddy/internal-api/server";
import { createLogger, listen } from "@moddy/runtime";
import { botOperations, type Outcome, type ParsedRequestOf } from "@moddy/schemas";
import { stubHandlers } from "../../../../test/support/stub-handlers.ts";
import { inTime } from "../../../../test/support/until.ts";

export const SECRET = "3vKq9ZxWm1TtR7yB5nLc8JpDf2HgSaUe";

export const silent = createLogger({ service: "test", level: "silent" });

/** A call that the peer received. */
export interface Received {
  readonly operation: "notify" | "roles_update";
  readonly discordId: string;
  readonly key: string;
  readonly request: unknown;
  readonly requestId: string;
  readonly traceparent: string | undefined;
  /** Whether an earlier attempt left no reply. */
  readonly resumed: boolean;
}

type Answer = (received: Received) => Outcome | Promise<Outcome>;

/** A real internal server in place of the bot, whose outcomes the test decides. */
export interface Peer {
  readonly received: Received[];
  readonly port: number;
  /** Decides the outcome of the next calls; `delivered` by default. May throw the server's errors. */
  answer: Answer;
  healthy: boolean;
  /** Resolves when its health was asked for so many times. */
  healthCount(calls: number): Promise<void>;
  /** Resolves when so many calls were received. */
  count(calls: number): Promise<void>;
  close(): Promise<void>;
}

/** A store without memory, so that the test sees every attempt. */
const NO_MEMORY: IdempotencyStore = {
  async run(_call, execute): Promise<KeyedResult> {
    return { kind: "fresh", reply: await execute({ resumed: false }) };
  },
};

/** Starts a peer; with the port of a closed one it replaces that one. */
export async function startPeer(
  options: { port?: number; secret?: string; idempotency?: IdempotencyStore } = {},
): Promise<Peer> {
  const calls = createCounter();
  const healthChecks = createCounter();
  const peer: Omit<Peer, "port" | "close"> & { answer: Answer } = {
    received: [],
    answer: () => "delivered",
    healthy: true,
    count: calls.reach,
    healthCount: healthChecks.reach,
  };

  async function take(received: Received): Promise<Outcome> {
    peer.received.push(received);
    const outcome = await peer.answer(received);
    calls.add();
    return outcome;
  }

  const handlers = stubHandlers(botOperations, {
    health: async () => {
      healthChecks.add();
      return { status: peer.healthy ? "healthy" : "unhealthy", service: "discord-bot", version: "0.0.0" };
    },
    notify: async (request, context) => {
      const outcome = await take(receivedOf("notify", request, context));
      const sent = outcome === "delivered";
      return { success: sent, message: "", notification_sent: sent, outcome };
    },
    rolesUpdate: async (request, context) => {
      const outcome = await take(receivedOf("roles_update", request, context));
      const updated = outcome === "delivered";
      return { success: updated, message: "", roles_updated: updated, outcome };
    },
  });
  const app = createInternalServer({
    service: "bot",
    version: "0.0.0",
    operations: botOperations,
    handlers,
    secrets: { current: options.secret ?? SECRET },
    signatures: "accept",
    idempotency: options.idempotency ?? NO_MEMORY,
    logger: silent,
  });
  const { port } = await listen(app, { host: "127.0.0.1", port: options.port ?? 0 });
  return Object.assign(peer, { port, close: () => app.close() });
}

function createCounter() {
  const waiting: { target: number; resolve: () => void }[] = [];
  let count = 0;
  return {
    add() {
      count += 1;
      for (const { target, resolve } of waiting) if (count >= target) resolve();
    },
    reach: (target: number): Promise<void> =>
      count >= target
        ? Promise.resolve()
        : inTime(`there are ${target} calls`, new Promise<void>((resolve) => waiting.push({ target, resolve })), {
            withinMs: 120_000,
          }),
  };
}

function receivedOf(
  operation: Received["operation"],
  request: ParsedRequestOf<(typeof botOperations)["notify" | "rolesUpdate"]>,
  context: CallContext,
): Received {
  const { idempotencyKey: key, requestId, traceparent, resumed } = context;
  return { operation, discordId: request.discord_id, key, request, requestId, traceparent, resumed };
}
