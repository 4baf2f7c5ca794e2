import t from "tap";
import { plansOf, singleRolePlans } from "../../src/plans/plans.ts";
import { desiredRoles, roleDifference, roleSteps, rolesAfter } from "../../src/roles/plan-change.ts";

const [premium, pro] = ["11", "12"];
const plans = plansOf({
  plans: [
    { id: "premium", name: "Premium", rank: 1, price_ids: ["price_premium"], role_ids: [premium] },
    { id: "pro", name: "Pro", rank: 2, price_ids: ["price_pro"], role_ids: [pro] },
  ],
});
const of = (present: string[], absent: string[]) => ({ present: new Set(present), absent: new Set(absent) });

t.test("a plan without lists has its own roles and none of the other plans'", async (t) => {
  t.same(desiredRoles(plans, { plan: "premium" }), of([premium], [pro]));
  t.same(desiredRoles(plans, { plan: "pro", add_roles: null, remove_roles: null }), of([pro], [premium]));
  t.same(desiredRoles(plans, { plan: "free" }), of([], [premium, pro]));
  t.match(desiredRoles(plans, { plan: "gold" }), { fault: /knows no such plan/ });
});

t.test("lists say what is given and taken, whatever the plan; one list alone leaves the rest as it is", async (t) => {
  t.same(desiredRoles(plans, { plan: "gold", add_roles: [premium], remove_roles: [pro] }), of([premium], [pro]));
  t.same(desiredRoles(plans, { plan: "premium", add_roles: [premium] }), of([premium], []));
  t.same(desiredRoles(plans, { plan: "premium", remove_roles: [premium] }), of([], [premium]));
  t.same(desiredRoles(plans, { plan: "premium", add_roles: [], remove_roles: [] }), of([], []));
});

t.test("a role that no plan names is refused in either list, and so is one in both", async (t) => {
  const foreign = { fault: /No plan of the bot's catalogue names these roles.*: 1, 2\. Both services/ };
  t.match(desiredRoles(plans, { plan: "premium", add_roles: ["1", premium], remove_roles: ["2", pro] }), foreign);
  const both = { fault: `These roles are to be added and removed at once: ${premium}, ${pro}.` };
  t.same(desiredRoles(plans, { plan: "premium", add_roles: [premium, pro], remove_roles: [pro, premium] }), both);
});

t.test(
  "with a version the bot's own catalogue decides for a plan that it names, whatever the lists name",
  async (t) => {
    const lists = { add_roles: [premium], remove_roles: [pro] };
    t.same(desiredRoles(plans, { plan: "premium", version: 1, ...lists }), of([premium], [pro]));
    const newer = { add_roles: [premium, "13"], remove_roles: [pro, "14"] };
    t.same(
      desiredRoles(plans, { plan: "premium", version: 1, ...newer }),
      of([premium], [pro]),
      "the other one is newer",
    );
    t.match(desiredRoles(plans, { plan: "premium", version: null, ...newer }), { fault: /13, 14/ });
    t.match(desiredRoles(plans, { plan: "gold", version: 1, ...newer }), { fault: /13, 14/ });
    t.same(desiredRoles(plans, { plan: "gold", version: 1, ...lists }), of([premium], [pro]), "an unknown plan");
    t.same(desiredRoles(plans, { plan: "pro", version: 1, add_roles: [premium] }), of([premium], []), "one list alone");
  },
);

t.test("with a version too an empty list asks for nothing", async (t) => {
  const request = { plan: "premium", version: 1 };
  t.same(desiredRoles(plans, { ...request, add_roles: [premium], remove_roles: [] }), of([premium], []));
  t.same(desiredRoles(plans, { ...request, add_roles: [], remove_roles: [pro, "13"] }), of([], [pro]));
  t.same(desiredRoles(plans, { ...request, add_roles: [], remove_roles: [] }), of([], []));
});

t.test("a bot with the single role gives it for each plan, whatever the lists name", async (t) => {
  const request = { plan: "pro", version: 1, add_roles: [pro], remove_roles: [premium] };
  t.same(desiredRoles(singleRolePlans(premium), request), of([premium], []));
  const free = { plan: "free", version: 2, add_roles: [], remove_roles: [premium, pro] };
  t.same(desiredRoles(singleRolePlans(premium), free), of([], [premium]));
});

t.test("only what differs is changed, and a role that is not managed stays", async (t) => {
  const desired = of([premium], [pro]);
  t.same(roleDifference(["other", pro], desired), { add: [premium], remove: [pro] });
  t.same(roleDifference(["other", premium], desired), { add: [], remove: [] });
  t.same(roleDifference([], desired), { add: [premium], remove: [] });
  t.same(roleDifference([premium, pro], desired), { add: [], remove: [pro] });
});

t.test("roles are given before others are taken", async (t) => {
  t.same(roleSteps({ add: ["a", "b"], remove: ["c"] }), [
    { kind: "add", roleId: "a" },
    { kind: "add", roleId: "b" },
    { kind: "remove", roleId: "c" },
  ]);
});

t.test("a set of roles holds a role once after it is given, and not after it is taken", async (t) => {
  t.same(rolesAfter(["a"], { kind: "add", roleId: "b" }), ["a", "b"]);
  t.same(rolesAfter(["a", "b"], { kind: "add", roleId: "a" }), ["b", "a"]);
  t.same(rolesAfter(["a", "b"], { kind: "remove", roleId: "a" }), ["b"]);
  t.same(rolesAfter(["b"], { kind: "remove", roleId: "a" }), ["b"]);
});
