import { once } from "node:events";
import { connect } from "node:net";
import t from "tap";
import { exchange, exchangeWith } from "../support/raw-exchange.ts";
import { DISCORD_ID, SECRET, startServer } from "../support/start-server.ts";

const REPLY = { success: true, message: "", notification_sent: true } as const;
const AUTHORIZED = `Host: x\r\nAuthorization: Bearer ${SECRET}\r\n`;
const BODY = JSON.stringify({ discord_id: DISCORD_ID, action: "plan_upgraded" });
const NOTIFY = `POST /internal/notify HTTP/1.1\r\n${AUTHORIZED}Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** Resolves once the port takes no more connections. */
async function refused(port: number): Promise<void> {
  const until = performance.now() + 10_000;
  while (performance.now() < until) {
    const socket = connect({ host: "::1", port });
    try {
      await once(socket, "connect");
    } catch {
      return;
    } finally {
      socket.destroy();
    }
  }
  throw new Error("the port still takes connections");
}

t.test("closing finishes running calls and replies with Connection: close", async (t) => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const { app, port } = await startServer(t, {
    handlers: {
      notify: async () => {
        started.resolve();
        await finish.promise;
        return REPLY;
      },
    },
  });
  const answer = exchange(port, NOTIFY);
  await started.promise;
  const closed = app.close();
  await refused(port);
  finish.resolve();
  const { status, head } = await answer;
  t.equal(status, 200);
  t.match(head, /connection: close/i);
  await closed;
});

t.test("closing waits neither for idle connections nor for half a request", async (t) => {
  const { app, port } = await startServer(t);
  const silent = exchangeWith(port, () => {});
  const sent = Promise.withResolvers<void>();
  const half = exchangeWith(port, (socket) => socket.write("GET /internal/hea", () => sent.resolve()));
  const answered = Promise.withResolvers<void>();
  const idle = exchangeWith(port, (socket) => {
    socket.write(NOTIFY);
    socket.once("data", () => answered.resolve());
  });
  await Promise.all([sent.promise, answered.promise]);
  await app.close();
  t.equal((await silent).status, undefined);
  t.equal((await half).status, undefined);
  t.equal((await idle).status, 200);
});

t.test("a call that does not end in time is aborted and its connection destroyed", async (t) => {
  const started = Promise.withResolvers<void>();
  let reason: unknown;
  const { app, port } = await startServer(t, {
    limits: { closeMs: 50 },
    handlers: {
      notify: async (_request, { signal }) => {
        signal.addEventListener("abort", () => {
          reason = signal.reason;
        });
        started.resolve();
        return await new Promise<never>(() => {});
      },
    },
  });
  const answer = exchange(port, NOTIFY);
  await started.promise;
  await app.close();
  t.match(reason, { code: "unavailable" });
  t.ok([503, undefined].includes((await answer).status));
});

t.test("closing waits for a call whose caller has gone away", async (t) => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  let isFinished = false;
  const { app, port } = await startServer(t, {
    handlers: {
      notify: async () => {
        started.resolve();
        await finish.promise;
        isFinished = true;
        return REPLY;
      },
    },
  });
  const socket = connect({ host: "::1", port }, () => socket.write(NOTIFY));
  await started.promise;
  socket.destroy();
  await once(socket, "close");
  let isClosed = false;
  const portClosed = once(app.server, "close");
  const close = async (): Promise<void> => {
    await app.close();
    isClosed = true;
  };
  const closed = close();
  // The port and every connection are closed; only the call is left.
  await portClosed;
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  t.notOk(isClosed);
  finish.resolve();
  await closed;
  t.ok(isFinished);
});
