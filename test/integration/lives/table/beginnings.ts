import {
  buys,
  cancelAtEnd,
  cancelNow,
  cardFails,
  changesTo,
  endTrial,
  isSubscribed,
  payWhatIsOwed,
  undoCancel,
} from "../support/happenings.ts";
import { chapter, life, on } from "../support/life.ts";

const GOOD_CARD = "pm_card_visa";
const BAD_CARD = "pm_card_chargeCustomerFail";
const WITHOUT_CARD = { trial_period_days: "7", "trial_settings[end_behavior][missing_payment_method]": "pause" };

export const beginnings = chapter("Bought", [
  life(
    "a month that renews",
    [buys(), "premium", "thanks"],
    [on(30), "premium"],
    [on(31), "premium"],
    [on(62), "premium"],
  ),
  life("a year", [buys("Premium yearly"), "premium", "thanks"], [on(62), "premium"]),
  life("the higher plan at once", [buys("Pro monthly"), "pro", "thanks"], [on(32), "pro"]),
  life(
    "a free trial that is paid at its end",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [on(7), "premium"],
    [on(39), "premium"],
  ),
  life(
    "a free trial that is paid before its end",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [on(3), "premium"],
    [endTrial(), "premium"],
    [on(8), "premium"],
  ),
  life(
    "a free trial that is cancelled at once",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [cancelNow(), "free", "ended"],
    [on(8), "free"],
  ),
  life(
    "a free trial that is cancelled at its end",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [cancelAtEnd(), "premium", "ends later"],
    [on(6), "premium"],
    [on(8), "free", "ended"],
  ),
  life(
    "a free trial whose cancellation is undone",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [cancelAtEnd(), "premium", "ends later"],
    [undoCancel(), "premium", "goes on"],
    [on(8), "premium"],
  ),
  life(
    "a free trial whose payment fails and comes in",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [cardFails(), "premium"],
    [on(7), "premium", "payment failed"],
    [payWhatIsOwed(), "premium", "paid after all"],
    [on(12), "premium"],
  ),
  life(
    "a free trial whose payment never comes in",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [cardFails(), "premium"],
    [on(7), "premium", "payment failed"],
    [on(9), "premium"],
    [on(11), "free", "ended: unpaid"],
    [on(24), "free"],
  ),
  life(
    "a free trial that moves up",
    [buys("Premium monthly", { trial: 7 }), "premium", "trial"],
    [changesTo("Pro monthly"), "pro", "moved up"],
    [on(8), "pro"],
  ),
  life(
    "a free trial without a card",
    [isSubscribed("begins 7 free days without a card", null, WITHOUT_CARD), "premium", "trial"],
    [on(8), "free", "ended"],
    [on(31), "free"],
  ),
  life(
    "a first payment that never comes in",
    [isSubscribed("is subscribed with a card that is declined", BAD_CARD), "free"],
    [on(2), "free"],
  ),
  life(
    "a first payment that comes in at the second try",
    [isSubscribed("is subscribed with a card that is declined", BAD_CARD), "free"],
    [payWhatIsOwed(), "premium", "thanks"],
    [on(31), "premium"],
  ),
  life("subscribed by a program", [isSubscribed("is subscribed by a program", GOOD_CARD), "premium", "thanks"]),
]);
