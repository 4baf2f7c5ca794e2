import t from "tap";
import { classifyRoleEvent, type ExpectedChange, type RoleHistory } from "../../src/roles/classify-role-event.ts";

let lastId = 0;
const change = (before: string[], after: string[]): ExpectedChange => ({ id: `${++lastId}`, before, after });
const classify = (roles: string[], history: Partial<RoleHistory>) =>
  classifyRoleEvent({ applied: null, observed: null, expected: [], ...history }, roles);

t.test("without changes of ours on their way, what we left is ours and everything else is somebody's", async (t) => {
  t.same(classify([], {}), { isSelfCaused: true }, "a member without managed roles");
  t.same(classify(["a"], {}), { isSelfCaused: false });
  t.same(classify(["b", "a"], { applied: ["a", "b"] }), { isSelfCaused: true });
  t.same(classify(["a"], { applied: ["a", "b"] }), { isSelfCaused: false });
  t.same(classify([], { applied: ["a"] }), { isSelfCaused: false });
  t.same(
    classify(["a"], { applied: ["b"], observed: ["a"] }),
    { isSelfCaused: false },
    "it is still not as we left it",
  );
});

t.test("a change of ours is recognized where it starts from and where it leads", async (t) => {
  const expected = [change(["a"], ["a", "b"]), change(["a", "b"], ["b"])];
  const [first, second] = expected;
  const history = { applied: ["b"], expected };
  t.same(classify(["b", "a"], { ...history, observed: ["a"] }), { isSelfCaused: true, reported: first });
  t.same(classify(["b"], { ...history, observed: ["a", "b"] }), { isSelfCaused: true, reported: second });
  t.same(classify(["a", "b"], { ...history, observed: ["b"] }), { isSelfCaused: false }, "it starts elsewhere");
  t.same(classify(["a", "b"], { ...history, observed: null }), { isSelfCaused: true, reported: first }, "not known");
  t.same(classify(["c"], { ...history, observed: null }), { isSelfCaused: false });
});

t.test("the oldest of equal changes is reported first", async (t) => {
  const expected = [change([], ["a"]), change(["a"], []), change([], ["a"])];
  t.equal(classify(["a"], { observed: [], expected }).reported, expected[0]);
});

t.test("a report without a change of roles is nobody's while changes of ours are on their way", async (t) => {
  const expected = [change(["a"], ["b"])];
  t.same(classify(["a"], { applied: ["b"], observed: ["a"], expected }), { isSelfCaused: true });
  t.same(classify(["a"], { applied: ["b"], observed: ["c"], expected }), { isSelfCaused: false });
  const later = { applied: ["a", "b"], observed: ["b"], expected: [change(["a"], ["a", "b"])] };
  t.same(classify(["a", "b"], later), { isSelfCaused: false }, "what we left later was made by somebody before");
});
