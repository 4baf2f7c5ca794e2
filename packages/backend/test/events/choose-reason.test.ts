import t from "tap";
import { chooseReason } from "../../src/events/choose-reason.ts";

t.test("why an event is set aside", async (t) => {
  t.equal(chooseReason("missing", true), "object_missing");
  t.equal(chooseReason("missing", false), "event_unknown");
  t.equal(chooseReason("refused", true), "refused");
  t.equal(chooseReason("refused", false), "event_unknown");
  t.equal(chooseReason("unreadable", true), "unreadable_answer");
  t.equal(chooseReason("unreadable", false), "unreadable_answer");
});
