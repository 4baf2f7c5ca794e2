import { InternalApiError, type InternalClient } from "@moddy/internal-api/client";
import type { Handler } from "@moddy/internal-api/server";
import { type backendOperations, type botOperations, CONTRACT_VERSION, type ReplyOf } from "@moddy/schemas";

type Peer = ReplyOf<typeof backendOperations.echo>["peer"];

const WAY_BACK_MS = 5_000;

async function tryWayBack(
  bot: InternalClient<typeof botOperations>,
  options: { signal: AbortSignal; requestId: string },
): Promise<Peer> {
  const start = performance.now();
  const since = () => performance.now() - start;
  try {
    await bot.call("echo", { call_back: false }, { ...options, deadlineMs: WAY_BACK_MS, retry: false });
    return { reached: true, code: null, message: null, duration_ms: since() };
  } catch (error) {
    if (!(error instanceof InternalApiError)) throw error;
    return { reached: false, code: error.code, message: error.message, duration_ms: since() };
  }
}

/** Answers `echo`, and on request says whether the bot can be reached from here. `now` gives ms since 1970. */
export function createEcho(deps: {
  bot: InternalClient<typeof botOperations>;
  version: string;
  now: () => number;
}): Handler<typeof backendOperations.echo> {
  return async ({ call_back }, { secretUsed, signal, requestId }) => ({
    service: "website-backend",
    version: deps.version,
    contract_version: CONTRACT_VERSION,
    time: new Date(deps.now()).toISOString(),
    secret: secretUsed,
    peer: call_back ? await tryWayBack(deps.bot, { signal, requestId }) : null,
  });
}
