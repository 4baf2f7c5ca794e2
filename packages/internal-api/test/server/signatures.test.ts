import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import t, { type Test } from "tap";
import { signatureHeaders } from "../support/signature-headers.ts";
import { DISCORD_ID, PREVIOUS, SECRET, startServer } from "../support/start-server.ts";

const NOTIFY = "/internal/notify";
const BODY = JSON.stringify({ discord_id: DISCORD_ID, action: "subscription_created", plan: "premium" });
const NOW = Date.UTC(2026, 0, 31, 12);

function signed(parts: Partial<Parameters<typeof signatureHeaders>[0]> = {}) {
  return signatureHeaders({ method: "POST", path: NOTIFY, body: BODY, time: NOW, ...parts });
}

async function startAt(t: Test, signatures: "off" | "accept" | "required") {
  let calls = 0;
  const server = await startServer(t, {
    signatures,
    now: () => NOW,
    handlers: {
      notify: async () => {
        calls += 1;
        return { success: true, message: "Sent.", notification_sent: true, outcome: "delivered" };
      },
    },
  });
  const post = (headers: Record<string, string>, body = BODY) => server.send(NOTIFY, { headers, body });
  return { ...server, post, calls: () => calls };
}

for (const mode of ["accept", "required"] as const) {
  t.test(`${mode}: a good signature passes, with either secret and among others`, async (t) => {
    const { post } = await startAt(t, mode);
    t.equal((await post(signed())).status, 200);
    t.equal((await post(signed({ secret: PREVIOUS }))).status, 200);
    const headers = signed();
    const foreign = signed({ secret: "other", id: headers["webhook-id"] })["webhook-signature"];
    const both = `v1a,abc ${foreign} ${headers["webhook-signature"]}`;
    t.equal((await post({ ...headers, "webhook-signature": both })).status, 200);
    for (const off of [-299_000, 299_000]) t.equal((await post(signed({ time: NOW + off }))).status, 200);
  });

  t.test(`${mode}: a wrong signature never passes`, async (t) => {
    const { post, calls } = await startAt(t, mode);
    const good = signed();
    const wrong = {
      "another secret": signed({ secret: "x".repeat(40) }),
      "another body": signed({ body: `${BODY} ` }),
      "another path": signed({ path: "/internal/roles/update" }),
      "another method": signed({ method: "GET" }),
      "the body alone": {
        ...good,
        "webhook-signature": new Webhook(Buffer.from(SECRET), { format: "raw" }).sign(
          good["webhook-id"],
          new Date(NOW),
          BODY,
        ),
      },
      "another id": { ...good, "webhook-id": randomUUID() },
      "another time": { ...good, "webhook-timestamp": String(NOW / 1000 + 1) },
      "too old": signed({ time: NOW - 301_000 }),
      "too new": signed({ time: NOW + 301_000 }),
      truncated: { ...good, "webhook-signature": good["webhook-signature"].slice(0, -1) },
      "without version": { ...good, "webhook-signature": good["webhook-signature"].slice(3) },
      "another version": { ...good, "webhook-signature": good["webhook-signature"].replace("v1", "v2") },
      "no signature": { ...good, "webhook-signature": "" },
      "no id": { "webhook-timestamp": good["webhook-timestamp"], "webhook-signature": good["webhook-signature"] },
      "no time": { "webhook-id": good["webhook-id"], "webhook-signature": good["webhook-signature"] },
      "signature alone": { "webhook-signature": good["webhook-signature"] },
      "time that is none": { ...good, "webhook-timestamp": "soon" },
      "id with a full stop": signed({ id: "a.b" }),
      "id longer than may be": signed({ id: "a".repeat(256) }),
    };
    for (const [what, headers] of Object.entries(wrong)) {
      const reply = await post(headers);
      t.equal(reply.status, 401, what);
      t.match(reply.json, { code: "invalid_signature", retryable: false });
    }
    t.equal(calls(), 0);
  });

  t.test(`${mode}: an id that came before is refused unless it is the same delivery`, async (t) => {
    const { post, calls } = await startAt(t, mode);
    const once = signed();
    t.equal((await post(once)).status, 200);
    t.match((await post(once)).json, { code: "invalid_signature" });
    t.match((await post({ ...once, "idempotency-key": once["webhook-id"] })).json, { code: "invalid_signature" });
    t.equal(calls(), 1);

    const keyed = signed();
    const key = { "idempotency-key": keyed["webhook-id"] };
    t.equal((await post({ ...keyed, ...key })).status, 200);
    const again = await post({ ...keyed, ...key });
    t.equal(again.status, 200);
    t.equal(again.headers["idempotent-replayed"], "true");
    t.equal(
      (await post({ ...signed({ id: keyed["webhook-id"], time: NOW + 1000 }), ...key })).status,
      200,
      "signed anew",
    );
    t.match((await post(keyed)).json, { code: "invalid_signature" }, "the key is taken off");
    t.match((await post({ ...keyed, "idempotency-key": "other" })).json, { code: "invalid_signature" });
    t.equal(calls(), 2);

    const other = JSON.stringify({ discord_id: DISCORD_ID, action: "plan_upgraded" });
    const reused = await post({ ...signed({ id: keyed["webhook-id"], body: other }), ...key }, other);
    t.equal(reused.status, 409, "the mistake of the sender has its own code");
  });
}

t.test("accept: an unsigned call with a good secret passes; required: it does not", async (t) => {
  t.equal((await (await startAt(t, "accept")).post({})).status, 200);
  const reply = await (await startAt(t, "required")).post({});
  t.equal(reply.status, 401);
  t.equal(reply.headers["www-authenticate"], "Bearer");
});

t.test("off: signatures are ignored", async (t) => {
  const { post } = await startAt(t, "off");
  t.equal((await post({ "webhook-id": "x", "webhook-timestamp": "0", "webhook-signature": "v1,x" })).status, 200);
});

t.test("a signature does not replace the secret", async (t) => {
  const { post } = await startAt(t, "required");
  t.equal((await post({ ...signed(), authorization: "" })).status, 401);
  t.equal((await post({ ...signed(), authorization: "Bearer wrong" })).status, 403);
});

t.test("a GET is signed over an empty body", async (t) => {
  const { send } = await startAt(t, "required");
  const headers = signed({ method: "GET", path: "/internal/health", body: "" });
  t.equal((await send("/internal/health", { headers })).status, 200);
  t.equal((await send("/internal/health", { headers })).status, 401, "replayed");
});

t.test("the guard forgets an id only when its signature has expired", async (t) => {
  let time = NOW;
  const { send } = await startServer(t, { signatures: "required", now: () => time });
  const headers = signed({ method: "GET", path: "/internal/health", body: "", time: NOW + 200_000 });
  const health = () => send("/internal/health", { headers });
  t.equal((await health()).status, 200);
  time = NOW + 499_000;
  t.match((await health()).json, { error: /was used before/ });
  time = NOW + 501_000;
  t.match((await health()).json, { error: /five minutes off/ });
});

t.test("our client's calls are signed, whatever the mode", async (t) => {
  const { client } = await startServer(t, { signatures: "required" });
  t.match(await client().call("health", undefined), { status: "healthy" });
  t.match(await client({ secret: PREVIOUS }).call("echo", {}), { service: "discord-bot" });
});
