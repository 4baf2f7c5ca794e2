import { join } from "node:path";
import t from "tap";
import { newPerson } from "../support/people.ts";
import { startTestBackend, type TestBackend } from "../support/start-test-backend.ts";

const [PREMIUM, PRO] = ["1100000000000000011", "1100000000000000012"];

/** The lists of all updates of a user's roles that the bot got, oldest first. */
function listsOf({ bot }: TestBackend, person: string) {
  return bot.calls.flatMap((call) => {
    if (call.operation !== "rolesUpdate" || call.request.discord_id !== person) return [];
    const { plan, add_roles, remove_roles } = call.request;
    return [{ plan, add_roles, remove_roles }];
  });
}

t.test("an update of roles names the plan, what it gives and what only other plans give", async (t) => {
  const around = await startTestBackend(t);
  const person = newPerson();
  for (const plan of ["premium", "pro"]) {
    await around.client.call("grantsCreate", { discord_id: person, plan });
    await around.settle();
  }
  await around.client.call("grantsRevoke", { discord_id: person });
  await around.settle();
  t.same(listsOf(around, person), [
    { plan: "premium", add_roles: [PREMIUM], remove_roles: [PRO] },
    { plan: "pro", add_roles: [PRO], remove_roles: [PREMIUM] },
    { plan: "free", add_roles: [], remove_roles: [PREMIUM, PRO] },
  ]);
});

t.test("more roles than a request can name go in several, all of them in order", async (t) => {
  const roleId = (at: number) => String(1_100_000_000_000_001_000n + BigInt(at));
  const others = Array.from({ length: 120 }, (_, at) => roleId(at));
  const plans = [
    { id: "premium", name: "Premium", rank: 1, price_ids: ["price_premium"], role_ids: [PREMIUM] },
    { id: "patron", name: "Patron", rank: 2, price_ids: ["price_patron"], role_ids: others },
  ];
  const folder = t.testdir({ "plans.json": JSON.stringify({ plans }) });
  const around = await startTestBackend(t, { env: { PLANS_FILE: join(folder, "plans.json") } });
  const person = newPerson();
  await around.client.call("grantsCreate", { discord_id: person, plan: "premium" });
  await around.settle();
  const sent = listsOf(around, person);
  t.same(
    sent.map(({ add_roles, remove_roles }) => [add_roles?.length, remove_roles?.length]),
    [
      [1, 50],
      [0, 50],
      [0, 20],
    ],
  );
  t.same(
    sent.flatMap(({ remove_roles }) => remove_roles),
    others,
  );
  await around.client.call("grantsCreate", { discord_id: person, plan: "patron" });
  await around.settle();
  const { deliveries } = await around.client.call("deliveriesList", { discord_id: person, operation: "roles_update" });
  t.ok(
    deliveries.every(({ state }) => state === "succeeded"),
    "no part supersedes another one",
  );
});
