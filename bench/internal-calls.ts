import { createInternalClient } from "@moddy/internal-api/client";
import { botOperations } from "@moddy/schemas";
import { Pool } from "undici";
import { type Section, summarize } from "./measure/result.ts";
import { type Load, runClosed } from "./measure/run-load.ts";
import type { Pair } from "./support/start-pair.ts";

const LANES = 16;
const COUNT = 2_000;
const ROUNDS = 4;

interface Contender {
  readonly name: string;
  readonly call: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

function typedClient({ urls, secret }: Pair): Contender {
  const client = createInternalClient({ operations: botOperations, baseUrl: urls.bot, secret, caller: "cli" });
  return {
    name: "the typed client: checked both ways, signed, with deadline and ids",
    call: () => client.call("echo", { call_back: false }),
    close: () => client.close(),
  };
}

const body = JSON.stringify({ call_back: false });

function headersOf({ secret }: Pair) {
  return { authorization: `Bearer ${secret}`, "content-type": "application/json" };
}

function plainPool(pair: Pair): Contender {
  const pool = new Pool(pair.urls.bot, { connections: 32 });
  const request = { method: "POST", path: botOperations.echo.path, headers: headersOf(pair), body } as const;
  return {
    name: "an undici Pool and nothing else",
    async call() {
      const response = await pool.request(request);
      return await response.body.json();
    },
    close: () => pool.close(),
  };
}

function plainFetch(pair: Pair): Contender {
  return {
    name: "fetch and nothing else",
    async call() {
      const response = await fetch(`${pair.urls.bot}${botOperations.echo.path}`, {
        method: "POST",
        headers: headersOf(pair),
        body,
      });
      return await response.json();
    },
    close: async () => undefined,
  };
}

/** Calls the real bot's `POST /internal/echo` in three ways, in turns, so that none has the quiet minute to itself. */
export async function benchInternalCalls(pair: Pair): Promise<Section> {
  const contenders = [typedClient(pair), plainPool(pair), plainFetch(pair)];
  const loads = new Map<Contender, Load[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [contender, mine] of loads) {
      const load = await runClosed({ count: COUNT, lanes: LANES }, contender.call);
      // The first round warms up.
      if (round > 0) mine.push(load);
    }
  }
  for (const contender of contenders) await contender.close();
  return {
    title: `Internal calls to the real bot, ${LANES} at a time`,
    results: Array.from(loads, ([{ name }, mine]) =>
      summarize(
        name,
        mine.flatMap(({ latencies }) => latencies),
        mine.reduce((sum, { totalMs }) => sum + totalMs, 0),
      ),
    ),
  };
}
