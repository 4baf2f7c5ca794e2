import t from "tap";
import { nextVersion } from "../../src/entitlement/next-version.ts";

t.test("versions grow, and are never below the time", async (t) => {
  t.equal(nextVersion(7, 5), 8, "the clock went back");
  t.equal(nextVersion(7, 8), 8);
  t.equal(nextVersion(7, 1_790_000_000_000), 1_790_000_000_000, "the database was restored from a backup");
});
