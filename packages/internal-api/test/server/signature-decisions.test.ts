import type { IncomingHttpHeaders } from "node:http";
import t from "tap";
import { ApiError } from "../../src/server/api-error.ts";
import type { Secrets } from "../../src/server/check-bearer.ts";
import { createSignatureCheck } from "../../src/server/check-signature.ts";
import type { SignedId } from "../../src/server/replay-guard.ts";
import type { SignatureMode } from "../../src/server/types.ts";
import { signCall } from "../../src/shared/sign.ts";

const SECRET = "current-secret-0123456789";
const PREVIOUS = "previous-secret-0123456789";
const SECONDS = Date.UTC(2026, 0, 31, 12) / 1000;
const CALL = { method: "POST", path: "/internal/notify", body: '{"plan":"premium"}' };

const REASONS = {
  unsigned: "This service accepts signed calls only: send webhook-id, webhook-timestamp and webhook-signature.",
  incomplete: "A signed call needs all of webhook-id, webhook-timestamp, webhook-signature.",
  id: "webhook-id must be 1 to 255 visible ASCII characters without a full stop.",
  time: "webhook-timestamp must be seconds since 1970.",
  key: "webhook-id must be the call's Idempotency-Key.",
  old: "The signature's time is more than five minutes off; check both clocks.",
  wrong: "The signature does not match the call; check the secret.",
  repeated: "This webhook-id was used before; a repeated call needs an Idempotency-Key.",
};

function sign({ id = "msg_1", seconds = SECONDS, secret = SECRET, call = CALL } = {}) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signCall(secret, id, seconds, call),
  };
}

interface Setting {
  readonly mode?: SignatureMode;
  readonly secrets?: Secrets;
  readonly admits?: boolean;
  /** How much later than `SECONDS` it is. */
  readonly lateMs?: number;
}

/** `refusal`: why a check refuses a call, undefined if it does not. `asked`: what it asked the guard. */
function checkWith(setting: Setting = {}) {
  const { mode = "accept", secrets = { current: SECRET, previous: PREVIOUS }, admits = true, lateMs = 0 } = setting;
  const asked: SignedId[] = [];
  const guard = {
    admit(id: SignedId) {
      asked.push(id);
      return admits;
    },
  };
  const check = createSignatureCheck({ secrets, mode, guard, now: () => SECONDS * 1000 + lateMs });
  const refusal = (headers: IncomingHttpHeaders, call = CALL): string | undefined => {
    try {
      check(headers, call);
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    }
  };
  return { check, refusal, asked };
}

t.test("each mode says what becomes of calls without a signature and with a wrong one", async (t) => {
  const modes: [mode: SignatureMode, unsigned: string | undefined, wrong: string | undefined][] = [
    ["off", undefined, undefined],
    ["accept", undefined, REASONS.wrong],
    ["required", REASONS.unsigned, REASONS.wrong],
  ];
  for (const [mode, unsigned, wrong] of modes) {
    const { refusal, asked } = checkWith({ mode });
    t.equal(refusal({ "idempotency-key": "delivery" }), unsigned, `${mode}: without`);
    t.equal(refusal(sign({ secret: "another" })), wrong, `${mode}: wrong`);
    t.strictSame(asked, [], `${mode}: the guard hears of good signatures only`);
  }
});

t.test("a refusal is a 401 that names the scheme", async (t) => {
  const refusal = { code: "invalid_signature", status: 401, headers: { "www-authenticate": "Bearer" } };
  t.throws(() => checkWith().check(sign({ secret: "another" }), CALL), refusal);
});

t.test("either secret signs, and one good signature of up to eight is enough", async (t) => {
  const good = sign();
  const old = sign({ secret: PREVIOUS });
  const bad = sign({ secret: "another" })["webhook-signature"];
  const among = (before: number, after = 0) => {
    const all = [...Array<string>(before).fill(bad), good["webhook-signature"], ...Array<string>(after).fill("v1a,x")];
    return { ...good, "webhook-signature": all.join(" ") };
  };
  const { refusal } = checkWith();
  for (const headers of [good, old, among(1), among(3, 3), among(7)]) t.equal(refusal(headers), undefined);
  t.equal(refusal(among(8)), REASONS.wrong, "a ninth is not looked at");
  const alone = checkWith({ secrets: { current: SECRET } });
  t.equal(alone.refusal(good), undefined);
  t.equal(alone.refusal(old), REASONS.wrong);
});

t.test("the signature covers all of the call", async (t) => {
  const { refusal } = checkWith();
  const good = sign();
  const signature = good["webhook-signature"];
  for (const part of [{ method: "PUT" }, { path: "/internal/roles/update" }, { body: "{}" }]) {
    t.equal(refusal(good, { ...CALL, ...part }), REASONS.wrong, JSON.stringify(part));
  }
  t.equal(refusal({ ...good, "webhook-id": "msg_2" }), REASONS.wrong);
  t.equal(refusal({ ...good, "webhook-timestamp": String(SECONDS + 1) }), REASONS.wrong);
  for (const other of ["", signature.slice(0, -1), `${signature}=`, signature.replace("v1,", ""), `x${signature}`]) {
    t.equal(refusal({ ...good, "webhook-signature": other }), REASONS.wrong, other);
  }
});

t.test("a signed call has all three headers, each well-formed", async (t) => {
  const { refusal } = checkWith();
  const good = sign();
  for (const [name, value] of Object.entries(good)) {
    t.equal(refusal({ ...good, [name]: undefined }), REASONS.incomplete, `without ${name}`);
    t.equal(refusal({ [name]: value }), REASONS.incomplete, `${name} alone`);
  }
  for (const id of ["", "a.b", "a b", "a".repeat(256)]) t.equal(refusal(sign({ id })), REASONS.id, id);
  const noTimes = ["", "soon", "1e9", "-1", "1.5", `x${SECONDS}`, `${SECONDS} `, "1".repeat(13)];
  for (const time of noTimes) t.equal(refusal({ ...good, "webhook-timestamp": time }), REASONS.time, time);
  for (const time of ["0", "1".repeat(12)]) {
    t.equal(refusal({ ...good, "webhook-timestamp": time }), REASONS.old, time);
  }
});

t.test("a signature holds for five minutes before and after its time", async (t) => {
  const later = checkWith({ lateMs: 1 });
  const sooner = checkWith({ lateMs: -1 });
  for (const { refusal } of [later, sooner]) t.equal(refusal(sign()), undefined);
  t.equal(checkWith().refusal(sign({ seconds: SECONDS - 300 })), undefined);
  t.equal(checkWith().refusal(sign({ seconds: SECONDS + 300 })), undefined);
  t.equal(later.refusal(sign({ seconds: SECONDS - 300 })), REASONS.old);
  t.equal(sooner.refusal(sign({ seconds: SECONDS + 300 })), REASONS.old);
});

t.test("the id of a call with an Idempotency-Key is that key", async (t) => {
  const { refusal } = checkWith();
  t.equal(refusal({ ...sign({ id: "delivery" }), "idempotency-key": "delivery" }), undefined);
  t.equal(refusal({ ...sign({ id: "delivery" }), "idempotency-key": "another" }), REASONS.key);
});

t.test("the guard is asked for each good signature, and its no is a refusal", async (t) => {
  const { refusal, asked } = checkWith();
  const get = { ...CALL, method: "GET" };
  const key = { "idempotency-key": "msg_1" };
  t.equal(refusal(sign()), undefined);
  t.equal(refusal({ ...sign({ seconds: SECONDS + 60 }), ...key }), undefined);
  t.equal(refusal({ ...sign({ call: get }), ...key }, get), undefined);
  t.strictSame(asked, [
    { id: "msg_1", keyed: false, until: (SECONDS + 300) * 1000 },
    { id: "msg_1", keyed: true, until: (SECONDS + 360) * 1000 },
    { id: "msg_1", keyed: false, until: (SECONDS + 300) * 1000 },
  ]);
  t.equal(checkWith({ admits: false }).refusal(sign()), REASONS.repeated);
});
