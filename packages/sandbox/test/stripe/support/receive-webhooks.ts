import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Stripe } from "stripe";
import type { Test } from "tap";
import { WEBHOOK_SECRET } from "./start.ts";

export interface Receiver {
  readonly url: string;
  /** The events of the accepted deliveries, parsed by the stripe library, in the order of arrival. */
  readonly events: Stripe.Event[];
  /** The headers of every delivery. */
  readonly headers: IncomingMessage["headers"][];
  /** The statuses of the next replies; then 200. */
  readonly statuses: number[];
  /** Waits until `enough` returns true for the events that arrived. */
  readonly until: (enough: (events: readonly Stripe.Event[]) => boolean) => Promise<void>;
}

/** A webhook endpoint that verifies every signature with the stripe library and replies 400 to an invalid one. */
export async function receiveWebhooks(t: Test, secret = WEBHOOK_SECRET): Promise<Receiver> {
  const { webhooks } = new Stripe("sk_test_unused");
  const events: Stripe.Event[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    void receive(request, response).finally(() => server.emit("delivery"));
  });
  async function receive(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    headers.push(request.headers);
    try {
      const event = webhooks.constructEvent(Buffer.concat(chunks), request.headers["stripe-signature"] ?? "", secret);
      response.statusCode = statuses.shift() ?? 200;
      if (response.statusCode === 200) events.push(event);
    } catch {
      response.statusCode = 400;
    }
    response.end();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`,
    events,
    headers,
    statuses,
    async until(enough) {
      const signal = AbortSignal.timeout(10_000);
      while (!enough(events)) await once(server, "delivery", { signal });
    },
  };
}
