import t from "tap";
import { chooseLink, type KnownLinks } from "../../src/account/choose-link.ts";
import type { Link, LinkSource } from "../../src/account/link-source.ts";
import type { Account, FetchedSubscription } from "../../src/stripe/fetch-account.ts";

const [ADA, BEN, CLEO] = ["120000000000000001", "120000000000000002", "120000000000000003"] as const;

function subscription(id: string, metadataDiscordId: string | null, created = 0): FetchedSubscription {
  return {
    id,
    metadataDiscordId,
    created: new Date(created),
    customerId: "cus_1",
    status: "active",
    priceIds: [],
    interval: "month",
    amount: 0,
    currency: "usd",
    currentPeriodStart: new Date(0),
    currentPeriodEnd: new Date(0),
    cancelAtPeriodEnd: false,
    endsAt: null,
    latestInvoiceId: null,
    pastDueSince: null,
    trialStart: null,
    trialEnd: null,
    items: [],
    coverage: { items: [], lines: null },
  };
}

function account(metadataDiscordId: string | null, subscriptions: FetchedSubscription[] = []): Account {
  return { customerId: "cus_1", deleted: false, email: null, metadataDiscordId, subscriptions };
}

const NOT_LINKED = { discord_id: null, metadata_discord_id: null, link_source: null } as const;
const unknown: KnownLinks = { customer: NOT_LINKED, subscriptions: [] };

function linked(links: Partial<KnownLinks["customer"]>, seen: string | null = null): KnownLinks {
  return {
    customer: { discord_id: null, metadata_discord_id: null, link_source: "metadata", ...links },
    subscriptions: [{ id: "sub_1", metadata_discord_id: seen }],
  };
}

const byMetadata = (discordId: string): Link => ({ discordId, source: "metadata" });
const byToken = (discordId: string): Link => ({ discordId, source: "token" });
const claim = (discordId: string): Link => ({ discordId, source: "claim" });

t.test("at first sight: the subscription, then the checkout, then the customer", async (t) => {
  t.same(chooseLink(unknown, account(CLEO, [subscription("sub_1", ADA)]), byToken(BEN)), byMetadata(ADA));
  t.same(chooseLink(unknown, account(CLEO, [subscription("sub_1", null)]), byToken(BEN)), byToken(BEN));
  t.same(chooseLink(unknown, account(CLEO), null), byMetadata(CLEO));
  t.equal(chooseLink(unknown, account(null), null), null);
  const two = [subscription("sub_1", ADA, 1), subscription("sub_2", BEN, 2)];
  t.same(chooseLink(unknown, account(null, two), null), byMetadata(BEN), "of two the newer");
});

t.test("what was seen before does not undo a link made by hand", async (t) => {
  const byHand = linked({ discord_id: CLEO, metadata_discord_id: ADA, link_source: "person" }, ADA);
  t.equal(chooseLink(byHand, account(ADA, [subscription("sub_1", ADA)]), null), null);
  t.equal(chooseLink(byHand, account(ADA, [subscription("sub_1", ADA)]), byToken(ADA)), null, "nor does a checkout");
});

t.test("a change in Stripe moves the customer", async (t) => {
  const known = linked({ discord_id: ADA, metadata_discord_id: ADA }, ADA);
  t.same(chooseLink(known, account(BEN, [subscription("sub_1", ADA)]), null), byMetadata(BEN));
  t.same(chooseLink(known, account(ADA, [subscription("sub_1", BEN)]), null), byMetadata(BEN));
  t.equal(chooseLink(known, account(null, [subscription("sub_1", null)]), null), null, "an absence unlinks nobody");
});

t.test("a reading that is out of date moves nobody, but a checkout still links", async (t) => {
  t.equal(chooseLink(linked({ discord_id: ADA }), null, byToken(BEN)), null);
  t.same(chooseLink(linked({}), null, byToken(BEN)), byToken(BEN));
});

t.test("a claim links while no user is linked, and gives way to a proof", async (t) => {
  t.same(chooseLink(unknown, account(null), claim(BEN)), claim(BEN));
  const without: readonly (LinkSource | null)[] = ["claim", null];
  for (const link_source of without) {
    const claimed = linked({ discord_id: ADA, link_source });
    t.equal(chooseLink(claimed, account(null), claim(BEN)), null, "not to another claim");
    t.same(chooseLink(claimed, account(null), byToken(BEN)), byToken(BEN));
    t.same(chooseLink(claimed, account(null), byToken(ADA)), byToken(ADA), "of the same user, too");
    t.equal(chooseLink(claimed, account(null), null), null);
  }
});

t.test("metadata that name the linked user prove a claim", async (t) => {
  const claimed = linked({ discord_id: ADA, metadata_discord_id: ADA, link_source: "claim" });
  t.same(chooseLink(claimed, account(ADA), null), byMetadata(ADA));
  const bySubscription = linked({ discord_id: ADA, link_source: null }, ADA);
  t.same(chooseLink(bySubscription, account(null, [subscription("sub_1", ADA)]), null), byMetadata(ADA));
  t.equal(chooseLink(claimed, account(null), null), null, "metadata that are gone prove nothing");
  t.equal(chooseLink(claimed, null, null), null, "nor does a reading that is out of date");
});
