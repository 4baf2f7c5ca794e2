import { MAX_LISTED_ROLES } from "@moddy/schemas";
import t from "tap";
import { listRoles, splitLists } from "../../src/roles/list-roles.ts";

const plan = (id: string, role_ids: string[]) => ({ id, name: id, rank: 1, price_ids: [`price_${id}`], role_ids });
const plans = [plan("premium", ["11", "10"]), plan("pro", ["12", "10"])];

t.test("a plan adds what it gives and removes what only others give", async (t) => {
  t.same(listRoles("premium", plans), { add_roles: ["11", "10"], remove_roles: ["12"] });
  t.same(listRoles("pro", plans), { add_roles: ["12", "10"], remove_roles: ["11"] });
  t.same(listRoles("free", plans), { add_roles: [], remove_roles: ["11", "10", "12"] });
});

t.test("a plan that the catalogue does not know takes nothing", async (t) => {
  t.equal(listRoles("gold", plans), undefined);
});

t.test("lists that fit stay one request", async (t) => {
  const most = Array.from({ length: MAX_LISTED_ROLES }, (_, at) => `r${at}`);
  t.same(splitLists({ add_roles: most, remove_roles: most }), [{ add_roles: most, remove_roles: most }]);
  t.same(splitLists({ add_roles: [], remove_roles: [] }), [{ add_roles: [], remove_roles: [] }]);
});

t.test("longer lists are split: all is added before anything is removed, and each role once", async (t) => {
  const name = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind}${at}`);
  const lists = { add_roles: name("a", MAX_LISTED_ROLES + 1), remove_roles: name("r", 2 * MAX_LISTED_ROLES + 1) };
  const parts = splitLists(lists);
  t.same(
    parts.map(({ add_roles, remove_roles }) => [add_roles.length, remove_roles.length]),
    [
      [MAX_LISTED_ROLES, 0],
      [1, MAX_LISTED_ROLES],
      [0, MAX_LISTED_ROLES],
      [0, 1],
    ],
  );
  t.same(
    parts.flatMap(({ add_roles }) => add_roles),
    lists.add_roles,
  );
  t.same(
    parts.flatMap(({ remove_roles }) => remove_roles),
    lists.remove_roles,
  );
});
