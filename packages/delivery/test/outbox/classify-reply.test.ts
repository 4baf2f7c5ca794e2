import { botOperations, isFinal, OUTCOME_CODES } from "@moddy/schemas";
import t from "tap";
import {
  classifyReply,
  classifyUnexplained,
  MOST_UNEXPLAINED,
  UNEXPLAINED_NO,
} from "../../src/outbox/classify-reply.ts";

const { notify, rolesUpdate } = botOperations;
const delivered = { outcome: "delivered", waitsForPeer: false, detail: null };

t.test("a reply's outcome counts, whatever its flags say", async (t) => {
  for (const outcome of OUTCOME_CODES) {
    for (const success of [true, false]) {
      const waitsForPeer = outcome === "bot_not_ready";
      const reply = { success, notification_sent: success, outcome };
      t.strictSame(classifyReply(notify, reply), { outcome, waitsForPeer, detail: null });
    }
  }
});

t.test("without an outcome the operation's own flag decides", async (t) => {
  const reply = { success: true, message: "Done." };
  t.strictSame(classifyReply(notify, { ...reply, notification_sent: true }), delivered);
  t.strictSame(classifyReply(notify, { ...reply, notification_sent: true, outcome: "a new one" }), delivered);
  t.strictSame(classifyReply(rolesUpdate, { ...reply, roles_updated: true, outcome: null }), delivered);
  t.strictSame(classifyReply({ service: "bot", outcomes: [] }, reply), delivered, "an operation without a flag");
});

t.test("every no is a no", async (t) => {
  for (const reply of [
    { success: true, notification_sent: false },
    { success: false, notification_sent: true },
    { success: true, roles_updated: true },
    { success: "true", notification_sent: true },
    {},
    null,
    undefined,
    "success",
    [true],
  ]) {
    t.equal(classifyReply(notify, reply), undefined, JSON.stringify(reply));
  }
});

t.test(
  "the sentence of a service without outcomes says why, as far as the operation has such an outcome",
  async (t) => {
    const ofNotify = (message: string) =>
      classifyReply(notify, { success: true, message, notification_sent: false })?.outcome;
    const ofRoles = (message: string) =>
      classifyReply(rolesUpdate, { success: false, message, roles_updated: false })?.outcome;
    t.equal(ofRoles("member not in guild"), "not_member");
    t.equal(ofRoles("Member not in guild: 159985870458322944!"), "not_member");
    t.equal(ofRoles("  MEMBER_NOT-IN  guild."), "not_member");
    t.equal(ofNotify("Member not in guild"), "no_mutual_guild");
    t.equal(ofNotify("DM failed"), "dm_closed");
    t.equal(ofRoles("DM failed"), undefined, "that is no reason for roles");
    t.equal(ofNotify("user not found"), "unknown_user");
    t.equal(ofRoles("Missing permissions."), "missing_permission");
    t.equal(ofRoles("Role not found (1100000000000000011)"), "unknown_role");
    t.equal(ofRoles("Role too high"), "role_too_high");
    t.equal(ofRoles("user not found in cache"), undefined, "more words may mean something else");
    for (const message of ["", "constructor", "?".repeat(1000), `Role not found${" and so on".repeat(30)}`])
      t.equal(ofRoles(message), undefined, message);
    const early = classifyReply(rolesUpdate, { success: false, message: "Bot not ready", roles_updated: false });
    t.match(early, { outcome: "bot_not_ready", waitsForPeer: true, detail: /without an outcome/ });
  },
);

t.test("a sentence beside a yes changes nothing", async (t) => {
  t.strictSame(classifyReply(notify, { success: true, message: "DM failed", notification_sent: true }), delivered);
});

t.test("a no without a reason is asked again a few times, and dead then", async (t) => {
  const at = (count: number) => classifyUnexplained(rolesUpdate, count);
  t.strictSame(at(1), { outcome: "bot_unavailable", waitsForPeer: false, detail: UNEXPLAINED_NO });
  t.notOk(isFinal(at(MOST_UNEXPLAINED - 1).outcome));
  t.equal(at(MOST_UNEXPLAINED).outcome, "rejected");
  t.equal(at(MOST_UNEXPLAINED + 1).outcome, "rejected");
  t.equal(classifyUnexplained({ service: "backend" }, 1).outcome, "backend_unavailable");
});
