import t from "tap";
import { createLinkToken, deriveLinkTokenKey } from "../../src/account/link-token.ts";
import { readCheckoutLink } from "../../src/account/read-checkout-link.ts";

const [ADA, BEN] = ["120000000000000001", "120000000000000002"];
const [KEY, OTHER_KEY] = [deriveLinkTokenKey("one"), deriveLinkTokenKey("other")];
const OPENED = 1_780_000_000;

const read = (
  checkout: { metadataDiscordId?: string; clientReferenceId?: string },
  claims: "signed" | "trusted" = "signed",
) => {
  const given = { metadataDiscordId: null, clientReferenceId: null, created: OPENED, ...checkout };
  return readCheckoutLink(given, { claims, tokenKeys: [KEY] });
};

const token = (expiresAt: number, key = KEY) => createLinkToken({ discordId: ADA, expiresAt }, key);

t.test("metadata come first", async (t) => {
  const link = { discordId: BEN, source: "metadata" };
  for (const claims of ["signed", "trusted"] as const) {
    t.same(read({ metadataDiscordId: BEN, clientReferenceId: ADA }, claims), { link, refused: null });
    t.same(read({ metadataDiscordId: BEN, clientReferenceId: token(OPENED + 1) }, claims), { link, refused: null });
  }
});

t.test("a token counts if it was valid when the session was made", async (t) => {
  const link = { discordId: ADA, source: "token" };
  for (const claims of ["signed", "trusted"] as const) {
    t.same(read({ clientReferenceId: token(OPENED + 1) }, claims), { link, refused: null });
    t.same(read({ clientReferenceId: token(OPENED) }, claims), { link: null, refused: "token_expired" });
    t.same(read({ clientReferenceId: token(OPENED + 1, OTHER_KEY) }, claims), { link: null, refused: "token_forged" });
  }
});

t.test("a bare id is a claim, for who trusts it", async (t) => {
  t.same(read({ clientReferenceId: ADA }), { link: null, refused: "claim_without_proof" });
  t.same(read({ clientReferenceId: ADA }, "trusted"), { link: { discordId: ADA, source: "claim" }, refused: null });
});

t.test("what names nobody is no refusal", async (t) => {
  for (const claims of ["signed", "trusted"] as const) {
    t.same(read({}, claims), { link: null, refused: null });
    for (const reference of ["order-7", `${ADA}x`, `x${ADA}`, "1234567890123456"]) {
      t.same(read({ clientReferenceId: reference }, claims), { link: null, refused: null }, reference);
    }
  }
});
