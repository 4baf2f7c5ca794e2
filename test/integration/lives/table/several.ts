import {
  buys,
  cancelAtEnd,
  cancelNow,
  deleteCustomer,
  operatorCancels,
  operatorRefunds,
  pause,
  refund,
  resume,
} from "../support/happenings.ts";
import { chapter, life, on } from "../support/life.ts";

const AGAIN = { as: "the same customer" } as const;
const ELSEWHERE = { as: "another customer" } as const;

export const several = chapter("Several", [
  life(
    "of two plans: the higher one counts",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", AGAIN), "pro", "moved up"],
    [cancelNow("second"), "premium", "moved down"],
    [cancelNow("first"), "free", "ended"],
  ),
  life(
    "of two plans: the lower one ends unseen",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", AGAIN), "pro", "moved up"],
    [cancelNow("first"), "pro"],
    [on(32), "pro"],
  ),
  life(
    "of one plan: one ends unseen",
    [buys(), "premium", "thanks"],
    [buys("Premium monthly", AGAIN), "premium"],
    [cancelNow("first"), "premium"],
    [cancelNow("second"), "free", "ended"],
  ),
  life(
    "of one plan: an end that the other one outlasts is no end",
    [buys(), "premium", "thanks"],
    [buys("Premium yearly", AGAIN), "premium"],
    [cancelAtEnd("first"), "premium"],
    [on(32), "premium"],
    [cancelAtEnd("second"), "premium", "ends later"],
  ),
  life(
    "of two customers",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", ELSEWHERE), "pro", "moved up"],
    [cancelNow("second"), "premium", "moved down"],
    [on(32), "premium"],
    [cancelNow("first"), "free", "ended"],
  ),
  life(
    "of two customers: one is refunded",
    [buys(), "premium", "thanks"],
    [buys("Premium monthly", ELSEWHERE), "premium"],
    [refund("first"), "premium"],
    [refund("second"), "free", "ended: refunded"],
  ),
  life(
    "of two customers: one is deleted",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", ELSEWHERE), "pro", "moved up"],
    [deleteCustomer, "premium", "moved down"],
  ),
  life(
    "the operator does not say which one is meant",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", ELSEWHERE), "pro", "moved up"],
    [operatorRefunds(), "pro"],
    [operatorCancels(true), "pro"],
    [on(32), "pro"],
  ),
  life(
    "the higher one pauses",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", AGAIN), "pro", "moved up"],
    [pause("second"), "premium", "moved down"],
    [resume("second"), "pro", "moved up"],
  ),
  life(
    "a second one is bought and refunded",
    [buys(), "premium", "thanks"],
    [buys("Pro monthly", AGAIN), "pro", "moved up"],
    [refund("second"), "premium", "moved down"],
    [on(31), "pro", "moved up"],
  ),
]);
