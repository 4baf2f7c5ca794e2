import { once } from "node:events";
import type { Test } from "tap";
import { WebSocket } from "ws";
import { inTime } from "../../../../test/support/until.ts";
import type { Sandbox } from "../../src/index.ts";

export interface Payload {
  readonly op: number;
  readonly t: string | null;
  readonly s: number | null;
  // Events have many shapes, so the tests read them without one.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly d: any;
}

export interface RawGateway {
  /** The next payload that fits, waiting for it if needed. Drops the payloads before it. */
  next(fits: (payload: Payload) => boolean): Promise<Payload>;
  event(name: string): Promise<Payload>;
  send(op: number, d: unknown): void;
  sendText(text: string): void;
  /** The close code from the server. */
  readonly closed: Promise<number>;
  close(code: number): void;
}

/** A gateway connection without any client library. */
export async function connectRaw(t: Test, sandbox: Sandbox, query = "v=10&encoding=json"): Promise<RawGateway> {
  const socket = new WebSocket(`${sandbox.url.replace("http", "ws")}/gateway/?${query}`);
  t.teardown(() => socket.terminate());
  const payloads: Payload[] = [];
  let wake = () => {};
  socket.on("message", (data: Buffer) => {
    payloads.push(JSON.parse(data.toString("utf8")));
    wake();
  });
  const closed = once(socket, "close").then(([code]) => code as number);
  await once(socket, "open");
  const next: RawGateway["next"] = async (fits) => {
    for (;;) {
      const payload = payloads.shift();
      if (payload === undefined)
        await inTime("the gateway sends something", new Promise<void>((resolve) => (wake = resolve)));
      else if (fits(payload)) return payload;
    }
  };
  return {
    next,
    event: (name) => next(({ t: type }) => type === name),
    send: (op, d) => socket.send(JSON.stringify({ op, d })),
    sendText: (text) => socket.send(text),
    closed,
    close: (code) => socket.close(code),
  };
}

/** The data of an IDENTIFY. */
export function identity(sandbox: Sandbox, intents: number, more: object = {}): object {
  return { token: sandbox.discord.token, intents, properties: { os: "linux" }, ...more };
}
