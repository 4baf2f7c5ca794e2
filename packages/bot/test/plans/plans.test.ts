import { join } from "node:path";
import { ConfigError } from "@moddy/runtime";
import t from "tap";
import { loadPlans } from "../../src/plans/load-plans.ts";
import { plansOf, singleRolePlans } from "../../src/plans/plans.ts";
import { catalogue } from "../support/catalogue.ts";

const roles = catalogue.plans.flatMap(({ role_ids: ids }) => ids);

t.test("a catalogue's plans have the roles and names that it says", async (t) => {
  const plans = plansOf(catalogue);
  t.same([...plans.managedRoles], roles);
  t.same(plans.rolesOf("pro"), [roles[1]]);
  t.same(plans.rolesOf("free"), []);
  t.equal(plans.rolesOf("gold"), undefined);
  t.equal(plans.nameOf("pro"), "Pro");
  t.equal(plans.nameOf("very_old-plan"), "Very Old Plan");
});

t.test("with a single role every plan but free gives it", async (t) => {
  const plans = singleRolePlans("1");
  t.same([...plans.managedRoles], ["1"]);
  t.same(plans.rolesOf("anything"), ["1"]);
  t.same(plans.rolesOf("free"), []);
  t.equal(plans.nameOf("premium_plus"), "Premium Plus");
});

t.test("the file counts before the single role, and one of the two is needed", async (t) => {
  const PLANS_FILE = join(t.testdir({ "plans.json": JSON.stringify(catalogue) }), "plans.json");
  t.same([...(await loadPlans({ PLANS_FILE, MODDY_PREMIUM_ROLE_ID: "1" })).managedRoles], roles);
  t.same([...(await loadPlans({ MODDY_PREMIUM_ROLE_ID: "1" })).managedRoles], ["1"]);
  await t.rejects(
    loadPlans({}),
    new ConfigError([
      { variable: "PLANS_FILE", problem: "is not set, nor is MODDY_PREMIUM_ROLE_ID", fix: "set one of the two" },
    ]),
  );
  await t.rejects(loadPlans({ PLANS_FILE: "/nowhere/plans.json" }), { message: /PLANS_FILE/ });
});
