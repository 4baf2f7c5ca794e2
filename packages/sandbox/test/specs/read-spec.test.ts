import { test } from "tap";
import { readSpec } from "./read-spec.ts";

function setRequired(value: string | undefined): void {
  if (value === undefined) delete process.env["CI_REQUIRE"];
  else process.env["CI_REQUIRE"] = value;
}

test("a missing description skips its tests with the command to run, and fails where CI requires it", (t) => {
  const before = process.env["CI_REQUIRE"];
  t.teardown(() => setRequired(before));
  for (const value of [undefined, "compose,network"]) {
    setRequired(value);
    t.match(readSpec("none.json"), {
      value: undefined,
      skip: '.moddy/specs/none.json is missing: run "npm run specs".',
    });
  }
  for (const value of ["specs", "compose, specs"]) {
    setRequired(value);
    t.throws(() => readSpec("none.json"), { message: /npm run specs/ }, value);
  }
  t.end();
});
