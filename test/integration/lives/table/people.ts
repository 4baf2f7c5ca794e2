import {
  buys,
  buysByLink,
  cancelNow,
  changesTo,
  closesMessages,
  grant,
  joins,
  leaves,
  link,
  refund,
  revoke,
  staffGivesPremiumRole,
  unlink,
} from "../support/happenings.ts";
import { chapter, life, on } from "../support/life.ts";
import type { Subscriber } from "../support/subscriber.ts";

const tokenOf = async ({ client, user }: Subscriber) =>
  (await client.call("userLinkToken", { discord_id: user, expires_in_seconds: 3600 })).token;
const byToken = buysByLink("buys by a payment link with the user's link token", tokenOf);
const byChangedToken = buysByLink("buys by a payment link with a token that somebody changed", async (life) => {
  const token = await tokenOf(life);
  return `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
});
const byAddress = buysByLink("buys by a payment link whose address names the user", ({ user }) => user);

export const gifts = chapter("Given", [
  life("a gift, and taken back", [grant("pro"), "pro", "thanks"], [on(32), "pro"], [revoke, "free", "ended"]),
  life(
    "a gift for some days",
    [grant("premium", 5), "premium", "thanks"],
    [on(4), "premium"],
    [on(6), "free", "ended"],
  ),
  life(
    "a gift above what is paid",
    [buys(), "premium", "thanks"],
    [grant("pro"), "pro", "moved up"],
    [revoke, "premium", "moved down"],
  ),
  life(
    "a gift that outlasts the subscription",
    [buys(), "premium", "thanks"],
    [grant("premium"), "premium"],
    [cancelNow(), "premium"],
    [revoke, "free", "ended"],
  ),
  life(
    "a refund beside a gift",
    [buys("Pro monthly"), "pro", "thanks"],
    [grant("premium"), "pro"],
    [refund(), "premium", "moved down"],
    [revoke, "free", "ended"],
  ),
]);

/** Whoever a customer is moved away from hears nothing: the link is the operator's matter. */
export const links = chapter("Linked", [
  life(
    "linked to a friend and back",
    [buys(), "premium", "thanks"],
    [link("friend"), "free"],
    [on(31), "free"],
    [link("user"), "premium", "thanks"],
  ),
  life(
    "unlinked and linked again",
    [buys(), "premium", "thanks"],
    [unlink, "free"],
    [on(31), "free"],
    [link("user"), "premium", "thanks"],
    [cancelNow(), "free", "ended"],
  ),
  life(
    "one of two customers is linked to a friend",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", { as: "another customer" }), "pro", "moved up"],
    [link("friend", "second"), "premium"],
    [link("user", "second"), "pro", "moved up"],
  ),
  life("bought with a link token", [byToken, "premium", "thanks"], [on(32), "premium"], [cancelNow(), "free", "ended"]),
  life("bought with a token that was changed", [byChangedToken, "free"], [link("user"), "premium", "thanks"]),
  life(
    "bought by an address that anybody can write, then linked by the operator",
    [byAddress, "free"],
    [link("user"), "premium", "thanks"],
    [on(32), "premium"],
  ),
  life("bought by an address, refunded and cancelled", [byAddress, "free"], [refund(), "free"], [cancelNow(), "free"]),
]);

export const members = chapter("In the server", [
  life("leaves and comes back", [buys(), "premium", "thanks"], [leaves, "not in the server"], [joins, "premium"]),
  life(
    "comes back after the end",
    [buys(), "premium", "thanks"],
    [leaves, "not in the server"],
    [cancelNow(), "not in the server"],
    [joins, "free"],
  ),
  life(
    "buys before joining",
    [leaves, "not in the server"],
    [buys(), "not in the server"],
    [joins, "premium"],
    [changesTo("Pro monthly"), "pro", "moved up"],
  ),
  life(
    "takes no direct messages",
    [closesMessages, "free"],
    [buys(), "premium"],
    [changesTo("Pro monthly"), "pro"],
    [cancelNow(), "free"],
  ),
  life(
    "has the role by hand, and pays",
    [staffGivesPremiumRole, "premium role by hand"],
    [buys(), "premium", "thanks"],
    [cancelNow(), "premium role by hand", "ended"],
  ),
  life(
    "has the role by hand, and pays for more",
    [staffGivesPremiumRole, "premium role by hand"],
    [buys("Pro monthly"), "pro and the premium role by hand", "thanks"],
    [refund(), "premium role by hand", "ended: refunded"],
  ),
  life(
    "has the role by hand, and never pays",
    [staffGivesPremiumRole, "premium role by hand"],
    [on(5), "premium role by hand"],
  ),
]);
