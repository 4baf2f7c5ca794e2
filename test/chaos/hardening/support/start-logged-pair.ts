import { once } from "node:events";
import { type Sandbox, sandboxStripeKey, sandboxToken, seedIds } from "@moddy/sandbox";
import type { ServiceName } from "@moddy/schemas";
import type { Test } from "tap";
import { PREVIOUS, SECRET } from "../../../../packages/internal-api/test/support/start-server.ts";
import type { Variables } from "../../../support/spawn-node.ts";
import { startPairWith, startReady } from "../../../support/start-pair-processes.ts";
import type { ServiceProcess } from "../../../support/start-service.ts";
import { inTime } from "../../../support/until.ts";

/** A service that logs all it can. */
export interface LoggedService extends ServiceProcess {
  /** Bytes of the heap in use, after a garbage collection. */
  readHeap(): Promise<number>;
}

/** Both services as processes, beside a sandbox; they log all they can. */
export interface LoggedPair {
  readonly bot: LoggedService;
  readonly backend: LoggedService;
  readonly sandbox: Sandbox;
  /** The pair's secrets: none of them may stand in a log. */
  readonly secrets: readonly string[];
}

const ALERT_SECRET = "alert-secret-of-the-hardening-tests-0123456789";
const PRELOAD = `--import=${new URL("./report-heap.ts", import.meta.url).href}`;

async function startLogged(name: ServiceName, env: Variables): Promise<LoggedService> {
  const service = await startReady(name, env, { nodeArgs: [PRELOAD], takesMessages: true });
  async function readHeap(): Promise<number> {
    const reported = once(service.child, "message");
    service.child.send("heap");
    return (await inTime(`the ${name} reports its heap`, reported))[0] as number;
  }
  return { ...service, readHeap };
}

/** Starts the pair; it ends with the test. */
export async function startLoggedPair(t: Test): Promise<LoggedPair> {
  const pair = await startPairWith({
    sandbox: { discord: { rateLimits: false } },
    secret: SECRET,
    extra: {
      both: {
        INTERNAL_API_SECRET_PREVIOUS: PREVIOUS,
        INTERNAL_HOST: "::1",
        LOG_LEVEL: "trace",
        ALERT_WEBHOOK_URL: "http://127.0.0.1:9/alerts",
        ALERT_WEBHOOK_SECRET: ALERT_SECRET,
      },
      bot: { MODDY_FALLBACK_CHANNEL_ID: seedIds.announcements },
    },
    start: startLogged,
  });
  t.teardown(() => pair.close());
  const secrets = [SECRET, PREVIOUS, pair.webhookSecret, ALERT_SECRET, sandboxStripeKey, sandboxToken];
  return { bot: pair.running("bot"), backend: pair.running("backend"), sandbox: pair.sandbox, secrets };
}
