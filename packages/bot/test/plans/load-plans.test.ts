import { join } from "node:path";
import { ConfigError } from "@moddy/runtime";
import t from "tap";
import { loadPlans } from "../../src/plans/load-plans.ts";
import { catalogue } from "../support/catalogue.ts";

const roles = catalogue.plans.flatMap(({ role_ids: ids }) => ids);

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
