import t from "tap";
import { plansOf, singleRolePlans } from "../../src/plans/plans.ts";

const roles = ["11", "12"];
const catalogue = {
  plans: [
    { id: "premium", name: "Premium", rank: 1, price_ids: ["price_premium"], role_ids: ["11"] },
    { id: "pro", name: "Pro", rank: 2, price_ids: ["price_pro"], role_ids: ["12"] },
  ],
};

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
