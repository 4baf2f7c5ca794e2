import { buys, cancelNow, cardFails, changesTo, payWhatIsOwed, refund } from "../support/happenings.ts";
import { chapter, life, on } from "../support/life.ts";

/** Stripe cancels after its last retry. */
export const cancelledInTheEnd = chapter("Paid late", [
  life(
    "in the days of grace",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [cardFails(), "premium"],
    [on(30), "premium"],
    [on(31), "premium", "payment failed"],
    [on(32), "premium"],
    [payWhatIsOwed(), "premium", "paid after all"],
    [on(62), "premium"],
  ),
  life(
    "after the days of grace",
    [buys(), "premium", "thanks"],
    [cardFails(), "premium"],
    [on(31), "premium", "payment failed"],
    [on(33), "premium"],
    [on(35), "free", "ended: unpaid"],
    [payWhatIsOwed(), "premium", "thanks"],
    [on(62), "premium"],
  ),
  life(
    "never, and Stripe cancels",
    [buys(), "premium", "thanks"],
    [cardFails(), "premium"],
    [on(31), "premium", "payment failed"],
    [on(35), "free", "ended: unpaid"],
    [on(48), "free"],
  ),
  life(
    "never: cancelled in the days of grace",
    [buys(), "premium", "thanks"],
    [cardFails(), "premium"],
    [on(31), "premium", "payment failed"],
    [cancelNow(), "free", "ended"],
    [on(35), "free"],
  ),
  life(
    "beside a subscription that is paid",
    [buys("Pro monthly"), "pro", "thanks"],
    [cardFails(), "pro"],
    [buys("Premium yearly", { as: "another customer" }), "pro"],
    [on(31), "pro", "payment failed"],
    [on(35), "premium", "moved down"],
    [payWhatIsOwed("first"), "pro", "moved up"],
  ),
  life(
    "and the month before is refunded in the days of grace",
    [buys(), "premium", "thanks"],
    [cardFails(), "premium"],
    [on(31), "premium", "payment failed"],
    [refund("first"), "premium"],
    [on(35), "free", "ended: unpaid"],
  ),
]);

/** Stripe leaves a subscription past due after its last retry, and bills it each month. */
export const leftPastDue = chapter(
  "Past due",
  [
    life(
      "past due for three periods, then all is paid",
      [buys(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(31), "premium", "payment failed"],
      [on(35), "free", "ended: unpaid"],
      [on(58), "free"],
      [on(62), "free"],
      [on(93), "free"],
      [payWhatIsOwed(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(122), "premium", "payment failed"],
      [on(126), "free", "ended: unpaid"],
    ),
    life(
      "past due for two periods, then cancelled",
      [buys(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(31), "premium", "payment failed"],
      [on(35), "free", "ended: unpaid"],
      [on(62), "free"],
      [cancelNow(), "free"],
    ),
    life(
      "moves up while it owes",
      [buys(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(31), "premium", "payment failed"],
      [on(35), "free", "ended: unpaid"],
      [changesTo("Pro monthly", { billed: "now" }), "free"],
      [on(62), "free"],
      [payWhatIsOwed(), "pro", "thanks"],
    ),
    life(
      "two months in time, each with days of grace of its own",
      [buys(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(31), "premium", "payment failed"],
      [on(32), "premium"],
      [payWhatIsOwed(), "premium", "paid after all"],
      [cardFails(), "premium"],
      [on(61), "premium", "payment failed"],
      [payWhatIsOwed(), "premium", "paid after all"],
      [on(93), "premium"],
    ),
  ],
  "past_due",
);

/** Stripe marks a subscription as unpaid after its last retry. */
export const leftUnpaid = chapter(
  "Unpaid",
  [
    life(
      "unpaid, then paid",
      [buys(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(31), "premium", "payment failed"],
      [on(35), "free", "ended: unpaid"],
      [on(48), "free"],
      [payWhatIsOwed(), "premium", "thanks"],
    ),
    life(
      "unpaid over a renewal",
      [buys(), "premium", "thanks"],
      [cardFails(), "premium"],
      [on(31), "premium", "payment failed"],
      [on(35), "free", "ended: unpaid"],
      [on(65), "free"],
      [cancelNow(), "free"],
    ),
  ],
  "unpaid",
);
