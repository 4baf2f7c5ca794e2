import { OUTCOME_CODES } from "@moddy/schemas";
import t from "tap";
import { classifyReply } from "../../src/outbox/classify-reply.ts";

t.test("a reply's outcome counts, whatever its success says", async (t) => {
  for (const outcome of OUTCOME_CODES) {
    for (const success of [true, false]) {
      const waitsForPeer = outcome === "bot_not_ready";
      t.strictSame(classifyReply({ success, outcome }), { outcome, waitsForPeer, detail: null });
    }
  }
});

t.test("a reply without an outcome that we know counts by its success", async (t) => {
  const delivered = { outcome: "delivered", waitsForPeer: false, detail: null } as const;
  const rejected = {
    outcome: "rejected",
    waitsForPeer: false,
    detail: "The reply says success: false and names no outcome",
  } as const;
  for (const reply of [{ success: true }, { success: true, outcome: "a new one" }, { success: true, outcome: null }]) {
    t.strictSame(classifyReply(reply), delivered);
  }
  for (const reply of [{ success: false }, { success: "true" }, {}, null, undefined, "success", 1, [true]]) {
    t.strictSame(classifyReply(reply), rejected);
  }
});
