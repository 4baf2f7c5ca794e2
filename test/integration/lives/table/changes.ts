import { addsItem, buys, buysMore, cancelAtEnd, cardFails, changesTo, removesItem } from "../support/happenings.ts";
import { chapter, life, on } from "../support/life.ts";

export const changes = chapter("Changed", [
  life(
    "up and down at once",
    [buys(), "premium", "thanks"],
    [changesTo("Pro monthly"), "pro", "moved up"],
    [changesTo("Premium monthly"), "premium", "moved down"],
  ),
  life(
    "up in the middle of the month, prorated with the next invoice",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [changesTo("Pro monthly"), "pro", "moved up"],
    [on(31), "pro"],
    [on(62), "pro"],
  ),
  life(
    "up in the middle of the month, prorated and billed now",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [changesTo("Pro monthly", { billed: "now" }), "pro", "moved up"],
    [on(31), "pro"],
  ),
  life(
    "down in the middle of the month, with a credit",
    [buys("Pro monthly"), "pro", "thanks"],
    [on(10), "pro"],
    [changesTo("Premium monthly"), "premium", "moved down"],
    [on(31), "premium"],
  ),
  life(
    "down without proration",
    [buys("Pro monthly"), "pro", "thanks"],
    [changesTo("Premium monthly", { billed: "never" }), "premium", "moved down"],
    [on(31), "premium"],
  ),
  life(
    "from a month to a year",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [changesTo("Premium yearly"), "premium"],
    [on(62), "premium"],
  ),
  life(
    "from a year to a month of the higher plan",
    [buys("Premium yearly"), "premium", "thanks"],
    [on(10), "premium"],
    [changesTo("Pro monthly"), "pro", "moved up"],
    [on(42), "pro"],
  ),
  life(
    "up, and the card is declined for the difference",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [cardFails(), "premium"],
    [changesTo("Pro monthly", { billed: "now" }), "pro", "moved up"],
    [on(12), "pro"],
    [on(14), "free", "ended: unpaid"],
  ),
  life("more of the same", [buys(), "premium", "thanks"], [buysMore(3), "premium"], [on(31), "premium"]),
  life(
    "a second price in the subscription",
    [buys(), "premium", "thanks"],
    [addsItem("Pro monthly"), "pro", "moved up"],
    [on(31), "pro"],
    [removesItem("Pro monthly"), "premium", "moved down"],
    [on(62), "premium"],
  ),
  life(
    "up while it is set to end",
    [buys(), "premium", "thanks"],
    [cancelAtEnd(), "premium", "ends later"],
    [changesTo("Pro monthly"), "pro", "moved up"],
    [on(32), "free", "ended"],
  ),
]);
