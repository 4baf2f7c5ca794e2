import {
  buys,
  cancelAtEnd,
  cancelNow,
  deleteCustomer,
  operatorCancels,
  pause,
  pauseCollection,
  resume,
  undoCancel,
} from "../support/happenings.ts";
import { chapter, life, on } from "../support/life.ts";

export const endings = chapter("Cancelled", [
  life("now", [buys(), "premium", "thanks"], [on(10), "premium"], [cancelNow(), "free", "ended"], [on(32), "free"]),
  life(
    "at the end of the period",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [cancelAtEnd(), "premium", "ends later"],
    [on(30), "premium"],
    [on(32), "free", "ended"],
  ),
  life(
    "undone",
    [buys(), "premium", "thanks"],
    [cancelAtEnd(), "premium", "ends later"],
    [on(10), "premium"],
    [undoCancel(), "premium", "goes on"],
    [on(32), "premium"],
  ),
  life(
    "undone twice",
    [buys(), "premium", "thanks"],
    [cancelAtEnd(), "premium", "ends later"],
    [undoCancel(), "premium", "goes on"],
    [cancelAtEnd(), "premium", "ends later"],
    [on(32), "free", "ended"],
  ),
  life(
    "at the end, then now",
    [buys(), "premium", "thanks"],
    [cancelAtEnd(), "premium", "ends later"],
    [cancelNow(), "free", "ended"],
    [on(32), "free"],
  ),
  life(
    "now, and bought again",
    [buys(), "premium", "thanks"],
    [cancelNow(), "free", "ended"],
    [buys("Pro monthly", { as: "the same customer" }), "pro", "thanks"],
    [on(32), "pro"],
  ),
  life("with the customer", [buys(), "premium", "thanks"], [deleteCustomer, "free", "ended"], [on(32), "free"]),
  life("by the operator, now", [buys(), "premium", "thanks"], [operatorCancels(true), "free", "ended"]),
  life(
    "by the operator, at the end of the period",
    [buys(), "premium", "thanks"],
    [operatorCancels(false), "premium", "ends later"],
    [on(32), "free", "ended"],
  ),
]);

export const pauses = chapter("Paused", [
  life(
    "paused and resumed",
    [buys(), "premium", "thanks"],
    [on(10), "premium"],
    [pause(), "free", "ended"],
    [on(32), "free"],
    [resume(), "premium", "thanks"],
    [on(62), "premium"],
  ),
  life("paused and cancelled", [buys(), "premium", "thanks"], [pause(), "free", "ended"], [cancelNow(), "free"]),
  life(
    "only its collection is paused: a month as a present",
    [buys(), "premium", "thanks"],
    [pauseCollection(), "premium"],
    [on(32), "premium"],
    [resume(), "premium"],
    [on(62), "premium"],
  ),
]);
