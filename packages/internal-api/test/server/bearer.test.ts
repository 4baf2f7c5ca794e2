import t from "tap";
import { exchange } from "../support/raw-exchange.ts";
import { PREVIOUS, SECRET, startServer } from "../support/start-server.ts";

const HEALTH = "/internal/health";

t.test("which Authorization headers are accepted", async (t) => {
  const { send } = await startServer(t);
  const taken = [`Bearer ${SECRET}`, `bearer ${SECRET}`, `BEARER ${SECRET}`, `bEaReR ${SECRET}`, `Bearer ${PREVIOUS}`];
  for (const authorization of taken) t.equal((await send(HEALTH, { headers: { authorization } })).status, 200);

  const malformed = [
    "",
    "Bearer",
    "Bearer ",
    SECRET,
    `Bearer  ${SECRET}`,
    `Bearer\t${SECRET}`,
    `Bearer Bearer ${SECRET}`,
    `Bearer ${SECRET} x`,
    `Bearer ${SECRET},`.replace(",", " ,"),
    `Basic ${SECRET}`,
    `Bearer:${SECRET}`,
    `Bearer${SECRET}`,
  ];
  for (const authorization of malformed) {
    const reply = await send(HEALTH, { headers: { authorization } });
    t.equal(reply.status, 401, authorization.replace(SECRET, "…"));
    t.equal(reply.headers["www-authenticate"], "Bearer");
    t.match(reply.json, { code: "missing_authorization", retryable: false, request_id: String, error: String });
  }

  const wrong = [SECRET.slice(1), `${SECRET}x`, SECRET.toUpperCase(), "x", "x".repeat(5000), `"${SECRET}"`];
  for (const secret of wrong) {
    const reply = await send(HEALTH, { headers: { authorization: `Bearer ${secret}` } });
    t.equal(reply.status, 403);
    t.match(reply.json, { code: "wrong_secret", retryable: false });
    t.notMatch(reply.text, secret === "x" ? "\0" : secret, "the secret is not echoed");
  }
});

t.test("two Authorization headers are malformed, even if one is right", async (t) => {
  const { port } = await startServer(t);
  const head = `GET ${HEALTH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
  const twice = `Authorization: Bearer ${SECRET}\r\nAuthorization: Bearer wrong\r\n\r\n`;
  t.equal((await exchange(port, head + twice)).status, 401);
  t.equal((await exchange(port, `${head}\r\n`)).status, 401);
  t.equal((await exchange(port, `${head}AUTHORIZATION:Bearer ${SECRET}\r\n\r\n`)).status, 200);
});

t.test("without a previous secret only the current one is accepted", async (t) => {
  const { send } = await startServer(t, { secrets: { current: SECRET } });
  t.equal((await send(HEALTH)).status, 200);
  t.equal((await send(HEALTH, { headers: { authorization: `Bearer ${PREVIOUS}` } })).status, 403);
  t.equal((await send(HEALTH, { headers: { authorization: "Bearer undefined" } })).status, 403);
});

t.test("the caller is checked before the body is read", async (t) => {
  const { port } = await startServer(t);
  const head = "POST /internal/notify HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
  const unsent = await exchange(port, `${head}Content-Length: 1000\r\n\r\n`);
  t.equal(unsent.status, 401, "answered while the body is still to come");
  const huge = await exchange(port, `${head}Content-Length: 999999999\r\n\r\n`);
  t.equal(huge.status, 401, "even the announced length does not matter");
  const expecting = await exchange(port, `${head}Content-Length: 10\r\nExpect: 100-continue\r\n\r\n`);
  t.equal(expecting.status, 401);
  t.notMatch(expecting.head, "100 Continue");
});

t.test("the server asks for a body after the check of the caller", async (t) => {
  const { port } = await startServer(t);
  const head = `POST /internal/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRET}\r\nContent-Type: application/json\r\nConnection: close\r\nExpect: 100-continue\r\n`;
  t.equal((await exchange(port, `${head}Content-Length: 2\r\n\r\n{}`)).status, 200);
  t.equal((await exchange(port, `${head}Content-Length: 2000000\r\n\r\n`)).status, 413, "too large before it is sent");
});

t.test("every path of the internal port needs the secret", async (t) => {
  const { send } = await startServer(t);
  const paths = [
    "/",
    "/internal/health",
    "/internal/metrics",
    "/internal/openapi.json",
    "/internal/nope",
    "/%ff",
    "/livez",
  ];
  for (const path of paths) {
    const reply = await send(path, { headers: { authorization: "" } });
    t.equal(reply.status, 401, path);
  }
});

t.test("the handler knows which secret the caller used", async (t) => {
  const used: string[] = [];
  const { send } = await startServer(t, {
    handlers: {
      health: async (_request, context) => {
        used.push(context.secretUsed);
        return { status: "healthy", service: "discord-bot", version: "1" };
      },
    },
  });
  await send(HEALTH);
  await send(HEALTH, { headers: { authorization: `Bearer ${PREVIOUS}` } });
  t.strictSame(used, ["current", "previous"]);
});
