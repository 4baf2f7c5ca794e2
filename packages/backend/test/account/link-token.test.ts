import { randomBytes } from "node:crypto";
import t from "tap";
import { createLinkToken, deriveLinkTokenKey, readLinkToken } from "../../src/account/link-token.ts";

const [OLD, NEW, FOREIGN] = ["an-old-secret", "a-new-secret", "a-foreign-secret"].map(deriveLinkTokenKey) as [
  Buffer,
  Buffer,
  Buffer,
];
const ADA = "120000000000000001";
const NOON = 1_780_000_000;

t.test("a token says one Discord user, until it expires", async (t) => {
  for (const discordId of [ADA, "10000000000000000", "18446744073709551615", "99999999999999999999"]) {
    const token = createLinkToken({ discordId, expiresAt: NOON }, NEW);
    t.match(token, /^[\w-]{40}$/, "it fits client_reference_id");
    t.same(readLinkToken(token, [NEW], NOON - 1), { kind: "valid", discordId });
    t.same(readLinkToken(token, [NEW], NOON), { kind: "expired" }, "its last second has passed");
  }
});

t.test("the previous secret's tokens count while it does, and no other's", async (t) => {
  const token = createLinkToken({ discordId: ADA, expiresAt: NOON }, OLD);
  t.same(readLinkToken(token, [NEW, OLD], 0), { kind: "valid", discordId: ADA });
  t.same(readLinkToken(token, [NEW], 0), { kind: "forged" });
  t.same(readLinkToken(token, [FOREIGN, NEW], 0), { kind: "forged" });
  t.same(readLinkToken(token, [], 0), { kind: "forged" });
});

t.test("no character of a token can be changed", async (t) => {
  const token = createLinkToken({ discordId: ADA, expiresAt: NOON }, NEW);
  for (let index = 0; index < token.length; index++) {
    const other = token[index] === "A" ? "B" : "A";
    const changed = token.slice(0, index) + other + token.slice(index + 1);
    t.not(readLinkToken(changed, [NEW], 0).kind, "valid", `character ${index}`);
  }
});

t.test("what is no token", async (t) => {
  const token = createLinkToken({ discordId: ADA, expiresAt: NOON }, NEW);
  const texts = ["", ADA, "order-7", token.slice(1), `${token}A`, `${token}=`, token.replace(/^./, "B")];
  for (const text of texts) t.same(readLinkToken(text, [NEW], 0), { kind: "no_token" }, text);
  t.same(readLinkToken(randomBytes(30).fill(0, 0, 1).toString("base64url"), [NEW], 0), { kind: "no_token" });
});

t.test("an expiry that does not fit is an error", async (t) => {
  t.throws(() => createLinkToken({ discordId: ADA, expiresAt: 2 ** 32 }, NEW), RangeError);
  t.throws(() => createLinkToken({ discordId: ADA, expiresAt: -1 }, NEW), RangeError);
});
