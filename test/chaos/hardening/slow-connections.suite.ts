import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createInternalClient } from "@moddy/internal-api/client";
import { backendOperations, botOperations } from "@moddy/schemas";
import t from "tap";
import { exchangeWith, type RawAnswer } from "../../../packages/internal-api/test/support/raw-exchange.ts";
import { SECRET } from "../../../packages/internal-api/test/support/start-server.ts";
import { inTime } from "../../support/until.ts";
import { startLoggedPair } from "./support/start-logged-pair.ts";

const CONNECTIONS = 200;
const DRIP_MS = 500;
const HEAD = `POST /internal/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRET}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;

/** Sends `text` byte by byte for as long as the connection stands. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (!socket.writable) return;
    socket.write(byte);
    await sleep(DRIP_MS);
  }
}

/** Opens so many connections that never finish their headers, and as many that never finish their body. */
async function openSlowConnections(port: number): Promise<RawAnswer[]> {
  const slow = Array.from({ length: CONNECTIONS }, () => [
    exchangeWith(port, (socket) => void drip(socket, `GET /internal/health HTTP/1.1\r\nX: ${"x".repeat(1000)}`)),
    exchangeWith(port, (socket) => {
      socket.write(HEAD);
      void drip(socket, `{"a":"${"x".repeat(1000)}`);
    }),
  ]);
  return await Promise.all(slow.flat());
}

const pair = await startLoggedPair(t);

for (const [name, operations] of [
  ["bot", botOperations],
  ["backend", backendOperations],
] as const) {
  t.test(`the ${name} cuts ${CONNECTIONS} slow heads and ${CONNECTIONS} slow bodies while calls go on`, async (t) => {
    const baseUrl = pair[name].internalUrl;
    const client = createInternalClient({ operations, baseUrl, secret: SECRET, caller: "cli" });
    t.teardown(() => client.close());
    const stop = new AbortController();
    let answered = 0;
    async function callOn(): Promise<void> {
      while (!stop.signal.aborted) {
        await client.call("health", undefined, { retry: false });
        answered += 1;
      }
    }
    const calls = callOn();
    // Each of them would go on for minutes.
    const answers = await inTime("every slow connection is cut", openSlowConnections(Number(new URL(baseUrl).port)));
    stop.abort();
    await calls;
    // The cut may overtake the answer on its way to a caller that is still sending.
    const explained = answers.filter(({ status }) => status === 408).length;
    t.ok(explained > CONNECTIONS, `${explained} were answered with 408`);
    t.notOk(answers.some(({ status }) => status !== 408 && status !== undefined));
    t.ok(answered > 100, `${answered} calls were answered meanwhile, none failed`);
  });
}
