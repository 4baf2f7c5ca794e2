import t from "tap";
import { claimDiscordId, type KnownLinks } from "../../src/account/claim-discord-id.ts";
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
    items: [],
    coverage: { items: [], lines: null },
  };
}

function account(metadataDiscordId: string | null, subscriptions: FetchedSubscription[] = []): Account {
  return { customerId: "cus_1", deleted: false, email: null, metadataDiscordId, subscriptions };
}

const unknown: KnownLinks = { customer: { discord_id: null, metadata_discord_id: null }, subscriptions: [] };
const linked = (links: Partial<KnownLinks["customer"]>, seen: string | null = null): KnownLinks => ({
  customer: { discord_id: null, metadata_discord_id: null, ...links },
  subscriptions: [{ id: "sub_1", metadata_discord_id: seen }],
});

t.test("at first sight: the subscription, then the checkout, then the customer", async (t) => {
  t.equal(claimDiscordId(unknown, account(CLEO, [subscription("sub_1", ADA)]), BEN), ADA);
  t.equal(claimDiscordId(unknown, account(CLEO, [subscription("sub_1", null)]), BEN), BEN);
  t.equal(claimDiscordId(unknown, account(CLEO), null), CLEO);
  t.equal(claimDiscordId(unknown, account(null), null), null);
  const two = [subscription("sub_1", ADA, 1), subscription("sub_2", BEN, 2)];
  t.equal(claimDiscordId(unknown, account(null, two), null), BEN, "of two the newer");
});

t.test("what was seen before does not undo a link made by hand", async (t) => {
  const byHand = linked({ discord_id: CLEO, metadata_discord_id: ADA }, ADA);
  t.equal(claimDiscordId(byHand, account(ADA, [subscription("sub_1", ADA)]), null), null);
  t.equal(claimDiscordId(byHand, account(ADA, [subscription("sub_1", ADA)]), ADA), null, "nor does a late checkout");
});

t.test("a change in Stripe moves the customer", async (t) => {
  const known = linked({ discord_id: ADA, metadata_discord_id: ADA }, ADA);
  t.equal(claimDiscordId(known, account(BEN, [subscription("sub_1", ADA)]), null), BEN);
  t.equal(claimDiscordId(known, account(ADA, [subscription("sub_1", BEN)]), null), BEN);
  t.equal(claimDiscordId(known, account(null, [subscription("sub_1", null)]), null), null, "an absence unlinks nobody");
});

t.test("a reading that is out of date moves nobody, but a checkout still links", async (t) => {
  t.equal(claimDiscordId(linked({ discord_id: ADA }), null, BEN), null);
  t.equal(claimDiscordId(linked({}), null, BEN), BEN);
});
