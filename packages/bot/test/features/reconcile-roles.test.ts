import t from "tap";
import type { Attempt } from "../../src/discord/failure.ts";
import { createApplyDifference } from "../../src/features/roles-update/apply-difference.ts";
import { createReconcileRoles, type ReconcileRequest } from "../../src/features/roles-update/reconcile-roles.ts";
import type { GivenSnapshot } from "../../src/store/given-roles.ts";
import type { MemberKey } from "../../src/store/member-key.ts";
import type { RoleSetChange } from "../../src/store/role-states.ts";

type Failure = Extract<Attempt<never>, { ok: false }>;
const failure = (outcome: "missing_permission" | "discord_unavailable", code?: number, uncertain = false): Failure => ({
  ok: false,
  failure: { outcome, code, uncertain },
});
const { signal } = new AbortController();
const ok = { ok: true, value: undefined } as const;

/** A member of whom Discord shows `reads`, one after the other. */
function createReconcile(
  reads: readonly (readonly string[] | Failure)[],
  {
    answers = {},
    obstacle,
    isStale = false,
    isStrict = true,
    given = [],
  }: {
    answers?: Record<string, Attempt<void>>;
    obstacle?: "role_too_high" | "unknown_role" | undefined;
    isStale?: boolean;
    isStrict?: boolean;
    /** The roles that we gave. */
    given?: string[];
  } = {},
) {
  const calls: unknown[] = [];
  const pending = [...reads];
  const states = {
    begin: async () => !isStale,
    recordApplied: async (_member: unknown, roles: readonly string[]) => void calls.push({ applied: roles }),
    expect: async (member: MemberKey, change: RoleSetChange) => {
      calls.push(`expect ${change.before.join()} > ${change.after.join()}`);
      return { id: "1", member, ...change };
    },
    withdraw: async () => void calls.push("withdraw"),
  };
  const api = {
    readMember: async () => {
      const read = pending.shift() ?? [];
      return "ok" in read ? read : { ok: true as const, value: { user: { id: "1" }, roles: [...read] } };
    },
    changeRole: async ({ kind, roleId }: { kind: string; roleId: string }) => {
      calls.push(`${kind} ${roleId}`);
      return answers[`${kind} ${roleId}`] ?? ok;
    },
  };
  const explainRefusal = async () => {
    calls.push("explain");
    return { ok: true, value: obstacle } as const;
  };
  const step = () => undefined;
  const applyDifference = createApplyDifference({ api, states, explainRefusal, step });
  const plans = { managedRoles: new Set(["a", "b", "c"]), isStrict };
  const givenRoles = {
    settle: async (_member: unknown, held: readonly string[]) => held.filter((role) => given.includes(role)),
    adopt: async (_member: unknown, roles: readonly string[]) => void given.push(...roles),
    restore: async (_member: unknown, snapshot: GivenSnapshot) => void given.push(...snapshot.roleIds),
  };
  const reconcile = createReconcileRoles({ guildId: "9", api, states, givenRoles, applyDifference, plans, step });
  const desired = { present: new Set(["a"]), absent: new Set(["b", "c"]) };
  const request = { discordId: "1", plan: "premium", version: 1, desired };
  return {
    calls,
    run: async (more: Partial<ReconcileRequest> = {}) => {
      const { kept: _kept, given: _given, ...changes } = await reconcile({ ...request, ...more }, signal);
      return changes;
    },
    judge: (more: Partial<ReconcileRequest> = {}) => reconcile({ ...request, ...more }, signal),
  };
}

t.test("roles are done when Discord shows them, not when it has accepted the calls", async (t) => {
  const asDesired = createReconcile([
    ["b", "other"],
    ["a", "other"],
  ]);
  t.same(await asDesired.run(), { outcome: "delivered", added: ["a"], removed: ["b"] });
  t.same(asDesired.calls, ["expect b > b,a", "add a", "expect b,a > a", "remove b", { applied: ["a"] }]);

  for (const shown of [["b"], [], ["a", "b"], ["a", "c"]]) {
    const { run } = createReconcile([["b"], shown]);
    t.same(await run(), { outcome: "discord_unavailable", added: ["a"], removed: ["b"] }, `it shows ${shown.join()}`);
  }
});

t.test("a member who cannot be read back is not done", async (t) => {
  const { calls, run } = createReconcile([["b"], failure("discord_unavailable")]);
  t.same(await run(), { outcome: "discord_unavailable", added: ["a"], removed: ["b"] });
  t.notOk(calls.some((call) => typeof call === "object"));
});

t.test("nothing is written for a member who is as desired, cannot be read, or has a newer change", async (t) => {
  const done = createReconcile([["a", "other"]]);
  t.same(await done.run(), { outcome: "already_done", added: [], removed: [] });
  t.same(done.calls, [{ applied: ["a"] }]);
  const away = createReconcile([failure("discord_unavailable")]);
  t.same(await away.run(), { outcome: "discord_unavailable", added: [], removed: [] });
  t.same(away.calls, []);
  const stale = createReconcile([["b"]], { isStale: true });
  t.same(await stale.run(), { outcome: "superseded", added: [], removed: [] });
  t.same(stale.calls, []);
});

t.test("a role that Discord refuses changes nothing, and none is taken in its place", async (t) => {
  const answers = { "add a": failure("missing_permission", 50013) };
  const { calls, run } = createReconcile([["b"], ["b"]], { answers, obstacle: "role_too_high" });
  t.same(await run(), { outcome: "role_too_high", added: [], removed: [] });
  t.same(calls, ["expect b > b,a", "add a", "withdraw", "explain", { applied: ["b"] }]);
});

t.test("of several refusals one that is tried again counts, also where Discord shows what is desired", async (t) => {
  const passing = failure("discord_unavailable");
  const lasting = failure("missing_permission", 10011);
  const shown = [["a", "b", "c"], ["a"]];
  const first = createReconcile(shown, { answers: { "remove b": passing, "remove c": lasting } });
  t.match(await first.run(), { outcome: "discord_unavailable" });
  const second = createReconcile(shown, { answers: { "remove b": lasting, "remove c": passing } });
  t.match(await second.run(), { outcome: "discord_unavailable" });
});

t.test("a change whose answer was lost stays expected: it may have been made", async (t) => {
  const answers = { "add a": failure("discord_unavailable", undefined, true) };
  const { calls, run } = createReconcile([["b"], ["a"]], { answers });
  t.same(await run(), { outcome: "discord_unavailable", added: [], removed: [] });
  t.notOk(calls.includes("withdraw"));
  t.notOk(calls.includes("explain"));
});

t.test("a role that was refused is checked before it is tried again, until nothing prevents it", async (t) => {
  const answers = { "add a": failure("missing_permission", 50013) };
  const refused = createReconcile([[], [], [], []], { answers, obstacle: "unknown_role" });
  t.match(await refused.run(), { outcome: "unknown_role" });
  t.match(await refused.run(), { outcome: "unknown_role" });
  t.same(refused.calls.filter((call) => call === "add a").length, 1);

  const unexplained = createReconcile([[], [], [], []], { answers });
  t.match(await unexplained.run(), { outcome: "missing_permission" });
  t.match(await unexplained.run(), { outcome: "missing_permission" });
  t.same(unexplained.calls.filter((call) => call === "add a").length, 2);
});

t.test("only roles that we gave are taken; the others are named as kept", async (t) => {
  const others = createReconcile(
    [
      ["b", "c"],
      ["a", "c"],
    ],
    { isStrict: false, given: ["b"] },
  );
  t.same(await others.judge(), { outcome: "delivered", added: ["a"], removed: ["b"], kept: ["c"], given: [] });
  t.notOk(others.calls.includes("remove c"));
  const none = createReconcile([["a", "b"]], { isStrict: false });
  t.same(await none.judge(), { outcome: "already_done", added: [], removed: [], kept: ["b"], given: [] });
  const strict = createReconcile([["a", "b"], ["a"]], { given: ["a"] });
  t.same(await strict.judge(), { outcome: "delivered", added: [], removed: ["b"], kept: [], given: ["a"] });
});

t.test(
  "roles of an earlier bot are adopted where the member holds them, and what a caller knows is taken over",
  async (t) => {
    const adopted = createReconcile([["a", "other"]], { isStrict: false });
    t.match(await adopted.judge({ adopt: ["a", "b", "other"] }), { outcome: "already_done", given: ["a"] });
    const restored = createReconcile(
      [
        ["b", "c"],
        ["a", "c"],
      ],
      { isStrict: false },
    );
    const snapshot = { version: 1, roleIds: ["b"] };
    t.match(await restored.judge({ snapshot }), { outcome: "delivered", removed: ["b"], kept: ["c"] });
  },
);
