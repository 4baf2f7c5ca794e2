import { createHmac } from "node:crypto";
import { Pool } from "undici";
import { type Section, summarize } from "./measure/result.ts";
import { runClosed, runOpen } from "./measure/run-load.ts";
import { addBuyers, buy } from "./support/add-buyers.ts";
import type { Pair } from "./support/start-pair.ts";

const CUSTOMERS = 250;
const CALM = { count: 1_000, perSecond: 100 };
const LANES = 16;

/** Every event of real purchases, as Stripe would send it; nobody has seen them yet. */
async function collectEvents(pair: Pair): Promise<string[]> {
  await pair.control("POST", "/stripe/webhooks/settings", { mode: "off" });
  const before = await pair.control<{ events: unknown[] }>("GET", "/stripe/events");
  for (const buyer of await addBuyers(pair, CUSTOMERS)) await buy(pair, buyer);
  const { events } = await pair.control<{ events: unknown[] }>("GET", "/stripe/events");
  await pair.control("POST", "/stripe/webhooks/settings", { mode: "on" });
  return events.slice(before.events.length).map((event) => JSON.stringify(event));
}

/** Sends Stripe's events, signed, to the real backend, which works on those it took while the next ones come. */
export async function benchWebhook(pair: Pair): Promise<Section> {
  const bodies = await collectEvents(pair);
  const url = new URL(`${pair.publicUrls.backend}/webhooks/stripe`);
  const pool = new Pool(url.origin, { connections: 64 });
  async function send(body: string | undefined): Promise<void> {
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", pair.webhookSecret).update(`${timestamp}.${body}`).digest("hex");
    const headers = { "content-type": "application/json", "stripe-signature": `t=${timestamp},v1=${signature}` };
    const response = await pool.request({ method: "POST", path: url.pathname, headers, body: body ?? "" });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`The webhook answered with ${response.statusCode}: ${text}`);
  }
  const calm = await runOpen(CALM, (index) => send(bodies[index]));
  const rest = bodies.slice(CALM.count);
  const burst = await runClosed({ count: rest.length, lanes: LANES }, (index) => send(rest[index]));
  await pool.close();
  return {
    title: "Stripe's signed webhook, until its 200 (the real backend, while it works on the events before)",
    results: [
      summarize(`${CALM.perSecond} events a second`, calm.latencies, calm.totalMs),
      summarize(`${LANES} at a time`, burst.latencies, burst.totalMs),
    ],
  };
}
