import t from "tap";
import { createReplayGuard } from "../../src/server/replay-guard.ts";

t.test("an id passes once while its signature is valid", async (t) => {
  let clock = 1_000;
  const guard = createReplayGuard({ now: () => clock });
  const call = { id: "msg_1", keyed: false, until: 2_000 };
  t.ok(guard.admit(call));
  t.notOk(guard.admit(call));
  clock = 1_999;
  t.notOk(guard.admit(call));
  clock = 2_000;
  t.ok(guard.admit({ ...call, until: 3_000 }), "the check of the time refuses an old signature itself");
  t.notOk(guard.admit({ ...call, until: 3_000 }));
  t.ok(guard.admit({ ...call, id: "msg_2" }));
});

t.test("a call with an Idempotency-Key may be repeated, as long as both have it", async (t) => {
  const guard = createReplayGuard({ now: () => 0 });
  const keyed = { id: "delivery", keyed: true, until: 10 };
  t.ok(guard.admit(keyed));
  t.ok(guard.admit(keyed));
  t.notOk(guard.admit({ ...keyed, keyed: false }));
  const single = { id: "single", keyed: false, until: 10 };
  t.ok(guard.admit(single));
  t.notOk(guard.admit({ ...single, keyed: true }));
});

t.test("a full guard forgets the oldest id", async (t) => {
  const guard = createReplayGuard({ now: () => 0, capacity: 2 });
  const admit = (id: string): boolean => guard.admit({ id, keyed: false, until: 10 });
  t.strictSame(["a", "b", "b", "a"].map(admit), [true, true, false, false]);
  t.ok(admit("c"));
  t.notOk(admit("b"), "b is newer than a");
  t.ok(admit("a"), "a was forgotten");
});

t.test("an id that passes anew counts as new", async (t) => {
  let clock = 0;
  const guard = createReplayGuard({ now: () => clock, capacity: 3 });
  const admit = (id: string, until = 100): boolean => guard.admit({ id, keyed: false, until });
  t.strictSame([admit("again", 5), admit("old")], [true, true]);
  clock = 5;
  t.strictSame(
    ["again", "new", "newest"].map((id) => admit(id)),
    [true, true, true],
  );
  t.notOk(admit("again"), "old is forgotten instead");
});

t.test("ids whose signatures are over make room first", async (t) => {
  let clock = 0;
  const guard = createReplayGuard({ now: () => clock, capacity: 3 });
  const admit = (id: string, until: number): boolean => guard.admit({ id, keyed: false, until });
  t.ok(admit("old", 5));
  t.ok(admit("valid", 100));
  clock = 5;
  t.ok(admit("new", 100));
  t.notOk(admit("valid", 100));
  t.ok(admit("another", 100));
  t.notOk(admit("valid", 100), "there was room without forgetting it");
});
