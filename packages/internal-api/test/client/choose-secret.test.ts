import t from "tap";
import { chooseSecret } from "../../src/client/choose-secret.ts";

t.test("with one secret there is no other", async (t) => {
  for (const previous of [undefined, "current"]) {
    const secrets = chooseSecret("current", previous, () => 0);
    t.strictSame(secrets.all, ["current"]);
    t.equal(secrets.pick(), "current");
    t.equal(secrets.other("current"), undefined);
    t.equal(secrets.pick(), "current");
  }
});

t.test("a refused current secret gives way to the previous one for a minute", async (t) => {
  let clock = 1_000;
  const secrets = chooseSecret("current", "previous", () => clock);
  t.strictSame(secrets.all, ["current", "previous"]);
  t.equal(secrets.pick(), "current");
  t.equal(secrets.other("current"), "previous");
  t.equal(secrets.pick(), "previous");
  clock = 60_999;
  t.equal(secrets.pick(), "previous");
  clock = 61_000;
  t.equal(secrets.pick(), "current");
});

t.test("a refused previous secret gives way to the current one at once", async (t) => {
  const secrets = chooseSecret("current", "previous", () => 0);
  secrets.other("current");
  t.equal(secrets.other("previous"), "current");
  t.equal(secrets.pick(), "current");
});
