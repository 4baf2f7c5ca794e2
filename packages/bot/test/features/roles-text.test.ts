import t from "tap";
import { rolesText } from "../../src/features/commands/roles-text.ts";
import { plansOf } from "../../src/plans/plans.ts";

const plan = (id: string, name: string, rank: number, role_ids: string[]) => ({
  id,
  name,
  rank,
  price_ids: [`price_${id}`],
  role_ids,
});
const many = Array.from({ length: 25 }, (_, index) => `${100 + index}`);
const catalogue = {
  plans: [plan("premium", "Premium", 1, ["11"]), plan("pro", "Pro", 2, ["12"]), plan("all", "All", 3, many)],
};
const plans = plansOf(catalogue);
const member = { discordId: "7", roles: [], plan: null, given: [] };

t.test("each role that a plan names has its origin, and what the plan says of it", async (t) => {
  const givenAt = new Date("2026-01-31T12:00:00Z");
  const text = rolesText(plans, {
    discordId: "7",
    roles: ["11", "12", "99", "100", "101"],
    plan: "premium",
    given: [
      { roleId: "11", state: "given", givenAt },
      { roleId: "12", state: "given", givenAt: null },
      { roleId: "101", state: "intended", givenAt: null },
    ],
  });
  t.same(text.split("\n"), [
    "Roles of <@7>:",
    "- <@&11>: given by Moddy on <t:1769860800:f>; the plan gives it",
    "- <@&12>: given by Moddy before it kept dates",
    "- <@&100>: given by hand",
    "- <@&101>: Moddy is about to give it",
    "Plan: Premium.",
    "Roles that were given by hand are left alone.",
  ]);
});

t.test("a role that is missing is named, and so are no roles, no plan and `strict`", async (t) => {
  t.match(rolesText(plans, { ...member, plan: "pro" }), "- <@&12>: not there, though the plan gives it");
  t.match(rolesText(plans, member), /^<@7> holds no role of a plan\.\nPlan: not known yet/);
  t.match(rolesText(plans, { ...member, plan: "free" }), "Plan: none.");
  t.match(
    rolesText(plansOf({ ...catalogue, managed_roles: "strict" }), member),
    "`strict`: roles that were given by hand are taken",
  );
});

t.test("more roles than a message holds are counted", async (t) => {
  const text = rolesText(plans, { ...member, roles: many });
  t.match(text, "- and 5 more");
  t.ok(text.length < 2_000);
});
