import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { exchangeWith } from "../../packages/internal-api/test/support/raw-exchange.ts";
import { SECRET, startServer } from "../../packages/internal-api/test/support/start-server.ts";

const CONNECTIONS = 200;
const CUT_WITHIN_MS = 12_000;
const DRIP_MS = 500;

/** Sends `text` byte by byte for as long as the connection stands. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (!socket.writable) return;
    socket.write(byte);
    await sleep(DRIP_MS);
  }
}

t.test(`${CONNECTIONS} slow heads and ${CONNECTIONS} slow bodies are cut while calls go on`, async (t) => {
  const server = await startServer(t);
  const client = server.client();
  const head = `POST /internal/notify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRET}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;
  const slow = Array.from({ length: CONNECTIONS }, () => [
    exchangeWith(server.port, (socket) => void drip(socket, `GET /internal/health HTTP/1.1\r\nX: ${"x".repeat(1000)}`)),
    exchangeWith(server.port, (socket) => {
      socket.write(head);
      void drip(socket, `{"a":"${"x".repeat(1000)}`);
    }),
  ]).flat();
  const stop = new AbortController();
  let answered = 0;
  async function callOn(): Promise<void> {
    while (!stop.signal.aborted) {
      await client.call("echo", {});
      answered += 1;
    }
  }
  const calls = callOn();
  const answers = await Promise.all(slow);
  stop.abort();
  await calls;
  const late = answers.filter(({ durationMs }) => durationMs > CUT_WITHIN_MS);
  t.equal(
    late.length,
    0,
    `the slowest was cut after ${Math.max(...answers.map(({ durationMs }) => durationMs)).toFixed()} ms`,
  );
  t.strictSame(new Set(answers.map(({ status }) => status)), new Set([408]));
  t.ok(answered > 100, `${answered} calls were answered meanwhile, none failed`);
});
