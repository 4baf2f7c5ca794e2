import t from "tap";
import { request } from "undici";
import { DISCORD_ID, SECRET, startServer } from "../support/start-server.ts";

const NOTIFY = "/internal/notify";
const FITTING = { discord_id: DISCORD_ID, action: "subscription_created" };

t.test("an invalid body gets a 400 that names the fields and repeats no value", async (t) => {
  const { send } = await startServer(t);
  const canary = "canary-7f3a";
  const cases: [body: unknown, path: string][] = [
    [{ ...FITTING, discord_id: 159985870458322 }, "discord_id"],
    [{ ...FITTING, discord_id: canary }, "discord_id"],
    [{ ...FITTING, action: canary }, "action"],
    [{ action: "plan_upgraded" }, "discord_id"],
    [{ ...FITTING, plan: [canary] }, "plan"],
    [{ ...FITTING, metadata: canary }, "metadata"],
    [{ ...FITTING, metadata: { [canary.repeat(20)]: 1 } }, "metadata"],
    [{ ...FITTING, metadata: { a: { b: { c: { d: { e: canary } } } } } }, "metadata"],
    [{ ...FITTING, metadata: { text: canary.repeat(2000) } }, "metadata"],
    [[], ""],
    [canary, ""],
    ["null", ""],
  ];
  for (const [body, path] of cases) {
    const reply = await send(NOTIFY, { body });
    t.equal(reply.status, 400, path);
    t.match(reply.json, { code: "invalid_request", retryable: false, fields: [{ path, message: String }] });
    t.notMatch(reply.text, canary);
  }
  t.equal((await send(NOTIFY, { body: FITTING })).status, 200, "the service goes on");
});

t.test("a body that is not JSON, or not safe, gets 400", async (t) => {
  const { send } = await startServer(t);
  const bodies = [
    "",
    "{",
    "{'a':1}",
    `{"discord_id":"${DISCORD_ID}","action":"plan_upgraded"}x`,
    `{"__proto__":{"x":1},"discord_id":"${DISCORD_ID}","action":"plan_upgraded"}`,
    `{"metadata":{"__proto__":{"x":1}},"discord_id":"${DISCORD_ID}","action":"plan_upgraded"}`,
    `{"metadata":{"constructor":{"prototype":{"x":1}}},"discord_id":"${DISCORD_ID}","action":"plan_upgraded"}`,
    "[".repeat(120_000),
    `{"discord_id":"${DISCORD_ID}","action":"plan_upgraded","metadata":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}}`,
  ];
  for (const body of bodies) {
    const reply = await send(NOTIFY, { body, headers: { "content-type": "application/json" } });
    t.equal(reply.status, 400, body.slice(0, 60));
    t.match(reply.json, { code: "invalid_request", fields: [{ path: "" }] });
  }
  t.notOk("x" in {}, "no prototype was reached");
});

t.test("a character that PostgreSQL cannot store gets 400, wherever it is", async (t) => {
  const { send } = await startServer(t);
  const headers = { "content-type": "application/json" };
  const bodyWith = (metadata: string) =>
    `{"discord_id":"${DISCORD_ID}","action":"plan_upgraded","metadata":${metadata}}`;
  for (const escape of ["\\u0000", "\\ud83d", "\\uDE00", "\\ude00\\ud83d"]) {
    for (const metadata of [`{"a":"x${escape}"}`, `{"${escape}":1}`, `{"a":[{"b":"${escape}"}]}`]) {
      const reply = await send(NOTIFY, { body: bodyWith(metadata), headers });
      t.match(reply, { status: 400, json: { fields: [{ path: "", message: /NUL/ }] } }, metadata);
    }
  }
  for (const metadata of ['{"a":"\\ud83d\\ude00"}', '{"a":"\\\\u0000"}', '{"a":"😀"}']) {
    t.equal((await send(NOTIFY, { body: bodyWith(metadata), headers })).status, 200, metadata);
  }
});

t.test("bytes that are not UTF-8 get 400", async (t) => {
  const { url } = await startServer(t);
  const response = await request(url + NOTIFY, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/json" },
    body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
  });
  t.equal(response.statusCode, 400);
  t.match(await response.body.json(), { fields: [{ message: "must be UTF-8" }] });
});

t.test("wrong methods, paths and types of body", async (t) => {
  const { send } = await startServer(t);
  t.match(await send("/internal/nope"), { status: 404, json: { code: "not_found" } });
  t.match(await send("/%ff"), { status: 404, json: { code: "not_found" } });
  t.match(await send("/internal/health/"), { status: 404 });
  const wrongMethod = await send("/internal/health", { method: "POST", body: {} });
  t.match(wrongMethod, { status: 405, json: { code: "method_not_allowed" }, headers: { allow: "GET" } });
  for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]) {
    t.match(await send(NOTIFY, { method }), { status: 405, headers: { allow: "POST" } }, method);
  }
  t.match(await send("/internal/metrics", { method: "POST", body: {} }), { status: 405, headers: { allow: "GET" } });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"]) {
    const reply = await send(NOTIFY, { body: "a=1", headers: { "content-type": type } });
    t.match(reply, { status: 415, json: { code: "unsupported_media_type" } }, type);
  }
  const zipped = await send(NOTIFY, { body: FITTING, headers: { "content-encoding": "gzip" } });
  t.match(zipped, { status: 415, json: { code: "unsupported_media_type" } });
  t.match(await send(NOTIFY, { method: "POST" }), {
    status: 400,
    json: { fields: [{ message: "needs a JSON body" }] },
  });
});

t.test("defaults are filled in before the handler sees the request", async (t) => {
  const seen: unknown[] = [];
  const { send } = await startServer(t, {
    handlers: {
      rolesList: async (request) => {
        seen.push(request);
        return { success: true, message: "", guild_id: DISCORD_ID, managed_role_ids: [], members: [], next: null };
      },
    },
  });
  await send("/internal/roles/list", { body: { unknown_field: 1 } });
  t.strictSame(seen, [{ limit: 1000 }]);
});

t.test("a handler's reply is checked against the contract", async (t) => {
  const { send, logs } = await startServer(t, {
    handlers: { notify: async () => ({ success: "yes", message: "m" }) as never },
  });
  const reply = await send(NOTIFY, { body: FITTING });
  t.match(reply, { status: 500, json: { code: "internal_error", retryable: true } });
  t.match(
    logs.find((line) => line.event === "internal_error"),
    { err: { message: "the reply of notify does not match the contract: success, notification_sent" } },
  );
});

t.test("the reply to an unexpected error says nothing about it", async (t) => {
  const { send } = await startServer(t, {
    handlers: {
      notify: async () => {
        throw new Error("the password is swordfish");
      },
    },
  });
  const reply = await send(NOTIFY, { body: FITTING });
  t.equal(reply.status, 500);
  t.strictSame(Object.keys(reply.json).toSorted(), ["code", "error", "request_id", "retryable"]);
  t.notMatch(reply.text, "swordfish");
});
