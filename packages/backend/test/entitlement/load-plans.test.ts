import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { loadPlans } from "../../src/index.ts";

const plan = { id: "premium", name: "Premium", rank: 1, price_ids: ["price_1"], role_ids: ["1100000000000000011"] };

t.test("the plans file is read, or refused with the reason", async (t) => {
  const folder = t.testdir({});
  async function load(content: unknown, graceDays?: number) {
    const path = join(folder, "plans.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return loadPlans(path, graceDays);
  }
  t.match(await load({ plans: [plan] }), { plans: [{ id: "premium" }], policy: { grace_days: 3 } });
  const own = { plans: [plan], entitlement: { grace_days: 7, statuses: { paused: "keep" } } };
  t.match(await load(own), { policy: { grace_days: 7, statuses: { paused: "keep", unpaid: "none" } } });
  t.match(await load(own, 1), { policy: { grace_days: 1 } }, "the environment has the last word");
  await t.rejects(load("{"), { name: "PlansFileError", message: /is no JSON/ });
  await t.rejects(loadPlans(join(folder, "none.json")), { name: "PlansFileError", message: /cannot be read/ });
  await t.rejects(load({ plans: [plan, plan] }), { name: "PlansFileError", message: /premium is there twice/ });
  await t.rejects(load({ plans: [plan], entitlement: { statuses: { active: "maybe" } } }), { name: "PlansFileError" });
});
