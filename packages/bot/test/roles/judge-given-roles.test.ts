import t from "tap";
import { judgeGivenRoles } from "../../src/roles/judge-given-roles.ts";

const given = (roleId: string) => ({ roleId, state: "given" as const });
const intended = (roleId: string) => ({ roleId, state: "intended" as const });
const add = (id: string, roleId: string) => ({ id, before: [], after: [roleId] });
const nothing = { confirmed: [], lost: [] };

t.test("a role that is reported with the member stays ours, one that is not is ours no more", async (t) => {
  const silent = { expected: [], reported: undefined };
  t.same(judgeGivenRoles([given("a"), given("b")], ["a", "x"], silent), { confirmed: [], lost: ["b"] });
  t.same(judgeGivenRoles([], ["a"], silent), nothing, "a role by hand stays one");
});

t.test("the report of our own change confirms the role that it adds", async (t) => {
  const change = add("1", "a");
  t.same(judgeGivenRoles([intended("a")], ["a"], { expected: [change], reported: change }), {
    confirmed: ["a"],
    lost: [],
  });
  const later = add("2", "b");
  t.same(
    judgeGivenRoles([intended("a"), intended("b")], ["a", "b"], { expected: [change, later], reported: later }),
    { confirmed: ["a", "b"], lost: [] },
    "and those before it",
  );
});

t.test("a report from before our own change says nothing about its role", async (t) => {
  const [first, second] = [add("1", "a"), add("2", "b")];
  t.same(judgeGivenRoles([intended("a")], [], { expected: [first], reported: undefined }), nothing);
  t.same(judgeGivenRoles([given("a")], [], { expected: [first], reported: undefined }), nothing, "read back already");
  t.same(
    judgeGivenRoles([given("a"), intended("b"), given("c")], ["a"], { expected: [first, second], reported: first }),
    { confirmed: [], lost: ["c"] },
  );
});

t.test(
  "a role that we meant to give, and that comes when ours is expected no more, was given by somebody else",
  async (t) => {
    t.same(judgeGivenRoles([intended("a")], ["a"], { expected: [], reported: undefined }), {
      confirmed: [],
      lost: ["a"],
    });
  },
);
