import t from "tap";
import { linkFromBefore, needsOldCheckouts } from "../../src/account/link-from-before.ts";
import type { LinkSource } from "../../src/account/link-source.ts";
import type { Account } from "../../src/stripe/fetch-account.ts";

const [ADA, BEN] = ["120000000000000001", "120000000000000002"];
const account: Account = {
  customerId: "cus_1",
  deleted: false,
  email: null,
  metadataDiscordId: null,
  subscriptions: [],
};
const DAY_1 = new Date("2026-06-01T00:00:00.000Z");
const DAY_2 = new Date("2026-06-02T00:00:00.000Z");

function stored(discord_id: string | null, link_source: LinkSource | null, unlinked_since = DAY_1) {
  return { discord_id, link_source, unlinked_since, created_at: DAY_1 };
}

t.test("old sessions are asked where nothing else says whose a customer is", async (t) => {
  t.ok(needsOldCheckouts(account));
  t.notOk(needsOldCheckouts({ ...account, metadataDiscordId: ADA }), "metadata say it");
  t.ok(needsOldCheckouts(account, stored(null, null)), "never linked");
  t.notOk(needsOldCheckouts(account, stored(null, null, DAY_2)), "unlinked by hand: it stays so");
  t.ok(needsOldCheckouts(account, stored(ADA, "claim")), "a claim from before may be proven");
  t.ok(needsOldCheckouts(account, stored(ADA, null)));
  for (const source of ["metadata", "token", "person"] as const) {
    t.notOk(needsOldCheckouts(account, stored(ADA, source)), source);
  }
});

t.test("the newest session that names somebody counts, by what it proves", async (t) => {
  const session = (metadataDiscordId: string | null, clientReferenceId: string | null = null) => ({
    metadataDiscordId,
    clientReferenceId,
    created: 1_780_000_000,
  });
  const signed = { claims: "signed", tokenKeys: [] } as const;
  const trusted = { claims: "trusted", tokenKeys: [] } as const;
  const proof = { discordId: ADA, source: "metadata" };
  t.equal(linkFromBefore([], signed), null);
  t.same(linkFromBefore([session(null), session(ADA), session(BEN)], signed), proof);
  t.equal(linkFromBefore([session(null, ADA)], signed), null);
  t.same(linkFromBefore([session(null, ADA)], trusted), { discordId: ADA, source: "claim" });
  t.same(linkFromBefore([session(ADA)], signed, stored(ADA, "claim")), proof);
  t.equal(linkFromBefore([session(ADA)], signed, stored(BEN, "claim")), null, "a claim is not moved");
});
